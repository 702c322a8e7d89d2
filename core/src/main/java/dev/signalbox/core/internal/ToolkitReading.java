package dev.signalbox.core.internal;

import dev.signalbox.core.BatchValidator;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Checked;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Contract;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.RawValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads toolkit events (TLK-1) back into what they show. */
public final class ToolkitReading {
  private static final String DETAIL = "/detail";
  private static final BatchValidator VALIDATOR = new BatchValidator(Contract.STANDARD);

  private final Map<String, RawValue> detail;
  private final List<Violation> violations = new ArrayList<>(0);

  private ToolkitReading(Map<String, RawValue> detail) {
    this.detail = detail;
  }

  /** See {@link dev.signalbox.core.JsonForm#readToolkitEvent}. */
  public static Checked<DeliveredBatch> read(String event) {
    if (Text.hasLoneSurrogate(event)) {
      return Checked.invalid(Clause.BODY_4, "", "The event has half a surrogate pair.");
    }
    return JsonReading.object(utf8(event)).then(ToolkitReading::event);
  }

  private static Checked<DeliveredBatch> event(Map<String, RawValue> event) {
    RawValue type = event.get("type");
    if (type == null || !type.isText() || !type.text().equals(JsonWriting.INTELLIGENCE_SIGNAL)) {
      return Checked.invalid(
          Clause.TLK_1,
          "/type",
          "The type must be \"" + JsonWriting.INTELLIGENCE_SIGNAL + "\": this is no such event.");
    }
    RawValue detail = event.get("detail");
    if (detail == null || detail.kind() != RawValue.Kind.OBJECT) {
      return Checked.invalid(Clause.TLK_1, DETAIL, "The detail must be an object.");
    }
    byte[] object = utf8(detail.text());
    return JsonReading.object(object).then(members -> new ToolkitReading(members).batch(object));
  }

  private Checked<DeliveredBatch> batch(byte[] object) {
    Optional<VendorCallKey> firstKey = key("callId");
    Optional<VendorCallKey> key = key("vendorCallKey");
    Optional<CallCenterId> callCenter = callCenter();
    Optional<ProviderName> provider =
        detail.containsKey("providerName")
            ? text("providerName").flatMap(t -> keep("/providerName", ProviderName.parse(t)))
            : Optional.empty();
    Checked<EventBatch> batch = JsonReading.batch(object).then(VALIDATOR::validate);
    for (Violation violation : batch.violations()) {
      add(violation, "");
    }
    Optional<Long> receivedAt = integer("serverReceivedTimestamp");
    Optional<Long> sequence = integer("sequence");
    Optional<Boolean> late = late();
    if (!violations.isEmpty()) {
      return Checked.invalid(
          violations.subList(0, Math.min(violations.size(), Checked.MAX_VIOLATIONS)));
    }
    return Checked.valid(
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
    RawValue value = detail.get("late");
    if (value == null
        || (value.kind() != RawValue.Kind.TRUE && value.kind() != RawValue.Kind.FALSE)) {
      return report("late", "true or false");
    }
    return Optional.of(value.kind() == RawValue.Kind.TRUE);
  }

  private Optional<Long> integer(String name) {
    @Nullable RawValue value = detail.get(name);
    if (value != null && value.kind() == RawValue.Kind.NUMBER) {
      var integer = Integers.json(value.text());
      if (integer.isPresent() && integer.getAsLong() >= 0) {
        return Optional.of(integer.getAsLong());
      }
    }
    return report(name, "a 64-bit integer of 0 or more");
  }

  private Optional<String> text(String name) {
    @Nullable RawValue value = detail.get(name);
    return value != null && value.isText() ? Optional.of(value.text()) : report(name, "a string");
  }

  private <T> Optional<T> report(String name, String what) {
    add(new Violation(Clause.TLK_1, "/" + name, "The " + name + " must be " + what + "."), "");
    return Optional.empty();
  }

  /** What was read, or its violations reported. */
  private <T> Optional<T> keep(String pointer, Checked<T> checked) {
    checked.violations().forEach(violation -> add(violation, pointer));
    return checked.isValid() ? Optional.of(checked.orThrow()) : Optional.empty();
  }

  private void add(Violation violation, String pointer) {
    violations.add(
        new Violation(
            violation.clause(), DETAIL + pointer + violation.pointer(), violation.detail()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
