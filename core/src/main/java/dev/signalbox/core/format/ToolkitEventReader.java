package dev.signalbox.core.format;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Integers;
import dev.signalbox.core.internal.text.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads toolkit events (TLK-1) back into what they show. */
final class ToolkitEventReader {
  private static final String DETAIL = "/detail";
  private static final BatchValidator VALIDATOR = new BatchValidator(ContractOptions.STANDARD);

  private final Map<String, DocumentValue> detail;
  private final List<Violation> violations = new ArrayList<>(0);

  private ToolkitEventReader(Map<String, DocumentValue> detail) {
    this.detail = detail;
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#readToolkitEvent}. */
  static Validated<DeliveredBatch> read(String event) {
    if (Text.hasLoneSurrogate(event)) {
      return Validated.invalid(Clause.BODY_4, "", "The event has half a surrogate pair.");
    }
    return JsonReader.object(event.getBytes(StandardCharsets.UTF_8))
        .flatMap(ToolkitEventReader::event);
  }

  /** See {@link JsonFormat#readToolkitEvent(Map)}. */
  static Validated<DeliveredBatch> event(Map<String, DocumentValue> event) {
    Optional<String> type = Optional.ofNullable(event.get("type")).flatMap(DocumentValue::asText);
    if (!type.equals(Optional.of(JsonWriter.INTELLIGENCE_SIGNAL))) {
      return Validated.invalid(
          Clause.TLK_1,
          "/type",
          "The type must be \"" + JsonWriter.INTELLIGENCE_SIGNAL + "\": this is no such event.");
    }
    boolean again =
        event.get(JsonWriter.REDELIVERED) instanceof DocumentValue.Bool said && said.value();
    return event.get("detail") instanceof DocumentValue.Structure detail
        ? new ToolkitEventReader(detail.members())
            .batch()
            .map(batch -> again ? batch.again() : batch)
        : Validated.invalid(Clause.TLK_1, DETAIL, "The detail must be an object.");
  }

  private Validated<DeliveredBatch> batch() {
    Optional<VendorCallKey> firstKey = key("callId");
    Optional<VendorCallKey> key = key("vendorCallKey");
    Optional<CallCenterId> callCenter = callCenter();
    Optional<ProviderName> provider =
        detail.containsKey("providerName")
            ? text("providerName").flatMap(t -> keep("/providerName", ProviderName.parse(t)))
            : Optional.empty();
    Validated<EventBatch> batch = VALIDATOR.validate(RawBatch.of(detail));
    for (Violation violation : batch.violations()) {
      add(violation, "");
    }
    Optional<Long> receivedAt = integer("serverReceivedTimestamp");
    Optional<Long> sequence = integer("sequence");
    Optional<Boolean> late = late();
    if (!violations.isEmpty()) {
      return Validated.invalid(
          violations.subList(0, Math.min(violations.size(), Validated.MAX_VIOLATIONS)));
    }
    return Validated.valid(
        new DeliveredBatch(
            new ConversationId(callCenter.get(), firstKey.get()),
            key.get(),
            provider,
            batch.orThrow(),
            Instant.ofEpochMilli(receivedAt.get()),
            sequence.get(),
            late.get()));
  }

  private Optional<VendorCallKey> key(String name) {
    return text(name).flatMap(text -> keep("", VendorCallKey.parse(text, "/" + name)));
  }

  private Optional<CallCenterId> callCenter() {
    Optional<OrgId> orgId = text("orgId").flatMap(text -> keep("/orgId", OrgId.parse(text)));
    Optional<String> apiName = text("callCenter");
    if (orgId.isEmpty() || apiName.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new CallCenterId(orgId.get(), apiName.get()));
    } catch (ContractViolationException e) {
      e.violations().forEach(violation -> add(violation, "/callCenter"));
      return Optional.empty();
    }
  }

  private Optional<Boolean> late() {
    return detail.get("late") instanceof DocumentValue.Bool late
        ? Optional.of(late.value())
        : report("late", "true or false");
  }

  private Optional<Long> integer(String name) {
    if (detail.get(name) instanceof DocumentValue.Numeral number) {
      var integer = Integers.json(number.literal());
      if (integer.isPresent() && integer.getAsLong() >= 0) {
        return Optional.of(integer.getAsLong());
      }
    }
    return report(name, "a 64-bit integer of 0 or more");
  }

  private Optional<String> text(String name) {
    return detail.get(name) instanceof DocumentValue.Text text
        ? Optional.of(text.value())
        : report(name, "a string");
  }

  private <T> Optional<T> report(String name, String what) {
    add(new Violation(Clause.TLK_1, "/" + name, "The " + name + " must be " + what + "."), "");
    return Optional.empty();
  }

  /** What was read, or its violations reported. */
  private <T> Optional<T> keep(String pointer, Validated<T> checked) {
    checked.violations().forEach(violation -> add(violation, pointer));
    return checked.isValid() ? Optional.of(checked.orThrow()) : Optional.empty();
  }

  private void add(Violation violation, String pointer) {
    violations.add(
        new Violation(
            violation.clause(), DETAIL + pointer + violation.pointer(), violation.detail()));
  }
}
