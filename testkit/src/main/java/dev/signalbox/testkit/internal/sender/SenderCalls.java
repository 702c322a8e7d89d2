package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a sender's requests say about calls and their keys. */
final class SenderCalls {
  private SenderCalls() {}

  static Optional<String> key(ReceivedRequest request) {
    return request
        .segment()
        .map(VendorCallKey::ofPathSegment)
        .flatMap(
            c ->
                c instanceof Validated.Valid<VendorCallKey> valid
                    ? Optional.of(valid.value().value())
                    : Optional.empty());
  }

  static Optional<String> violation(ReceivedRequest request, Predicate<Violation> of) {
    return request
        .segment()
        .map(VendorCallKey::ofPathSegment)
        .flatMap(c -> c.violations().stream().filter(of).findFirst())
        .map(Violation::detail);
  }

  /** First keys by key, as registered; parents may be named by the ids that were answered. */
  static Map<String, String> firsts(SenderEvidence evidence) {
    Map<String, String> firsts = new HashMap<>();
    Map<String, String> keysById = new HashMap<>();
    for (ReceivedRequest request : evidence.calls()) {
      Optional<Map<String, DocumentValue>> record = record(request);
      Optional<String> key = record.flatMap(r -> text(r, "vendorCallKey"));
      if (key.isEmpty()) {
        continue;
      }
      String id = String.format("0LQ%012d", request.afterRegistrations() + 1);
      keysById.put(id, key.get());
      Optional<String> parent = record.flatMap(r -> text(r, "parentVoiceCallId"));
      String parentKey =
          parent
              .map(p -> keysById.getOrDefault(p.substring(0, Math.min(15, p.length())), p))
              .orElse(key.get());
      firsts.put(key.get(), firsts.getOrDefault(parentKey, parentKey));
    }
    return firsts;
  }

  static Optional<Map<String, DocumentValue>> record(ReceivedRequest request) {
    Validated<Map<String, DocumentValue>> read =
        request.isXml()
            ? DomXmlReader.voiceCall(request.body())
            : JsonFormat.INSTANCE.readVoiceCall(request.body());
    return read instanceof Validated.Valid<Map<String, DocumentValue>> valid
        ? Optional.of(valid.value())
        : Optional.empty();
  }

  static Optional<String> text(Map<String, DocumentValue> record, String name) {
    return Optional.ofNullable(record.get(name)).flatMap(DocumentValue::asText);
  }
}
