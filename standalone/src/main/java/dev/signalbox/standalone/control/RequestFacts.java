package dev.signalbox.standalone.control;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.standalone.faults.FaultTarget;
import dev.signalbox.standalone.identity.TokenText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What a request says of itself, before it is judged. */
final class RequestFacts implements FaultTarget {
  private static final String KEY = "vendorCallKey";

  private final Optional<VendorPath> path;
  private final Optional<String> token;
  private final Set<String> calls;
  private final BiFunction<Duration, String, List<Violation>> explain;

  /**
   * Facts of a request.
   *
   * @param explain tells what is wrong with a token by a clock that is off
   * @param readsBody whether to look for calls in the body, where the path has none
   */
  RequestFacts(
      RequestCopy request,
      BiFunction<Duration, String, List<Violation>> explain,
      boolean readsBody) {
    path = VendorPath.of(request.rawPath());
    token = TokenText.ofHeader(request.headers("Authorization"));
    this.explain = explain;
    Optional<String> call = path.flatMap(VendorPath::call);
    calls =
        call.isPresent()
            ? Set.of(call.get())
            : path.isPresent() && readsBody
                ? callsIn(request::whole, request.headers("Content-Type"))
                : Set.of();
  }

  private static Set<String> callsIn(Supplier<byte[]> body, List<String> type) {
    boolean xml = type.stream().anyMatch(value -> value.contains("xml"));
    Validated<Map<String, DocumentValue>> read =
        xml
            ? XmlFormat.INSTANCE.readVoiceCall(body.get())
            : JsonFormat.INSTANCE.readObject(body.get());
    return read.isValid() ? callsOf(read.orThrow()) : Set.of();
  }

  /** The keys in a voice call's record, or in a bulk of transcripts. */
  static Set<String> callsOf(Map<String, DocumentValue> document) {
    Set<String> calls = new HashSet<>();
    key(document).ifPresent(calls::add);
    if (document.get("entries") instanceof DocumentValue.Sequence entries) {
      for (DocumentValue entry : entries.elements()) {
        if (entry instanceof DocumentValue.Structure structure) {
          key(structure.members()).ifPresent(calls::add);
        }
      }
    }
    return calls;
  }

  private static Optional<String> key(Map<String, DocumentValue> object) {
    return Optional.ofNullable(object.get(KEY)).flatMap(DocumentValue::asText);
  }

  Optional<VendorPath> path() {
    return path;
  }

  Optional<String> token() {
    return token;
  }

  @Override
  public Optional<String> resource() {
    return path.map(VendorPath::resource);
  }

  @Override
  public Set<String> calls() {
    return calls;
  }

  @Override
  public Optional<CallCenterId> callCenter() {
    return token.flatMap(TokenText::callCenter);
  }

  @Override
  public boolean isBulk() {
    return path.filter(VendorPath::isBulk).isPresent();
  }

  @Override
  public Optional<Violation> tokenFault(Duration offset) {
    return token.flatMap(given -> explain.apply(offset, given).stream().findFirst());
  }
}
