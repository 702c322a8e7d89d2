package dev.signalbox.core;

import dev.signalbox.core.spi.RawValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges a voice call's record by CALL-1 and CALL-2, and reports all its violations at once
 * (VAL-1). Whether its parent is known is the directory's to say.
 */
public final class VoiceCallValidator {
  private VoiceCallValidator() {}

  /**
   * Judges a record.
   *
   * @param raw the document's properties
   * @return the record; or all its violations
   */
  public static Checked<VoiceCall> validate(Map<String, RawValue> raw) {
    List<Violation> violations = new ArrayList<>(0);
    Map<String, RawValue> rest = new LinkedHashMap<>(raw);
    Optional<VendorCallKey> key = key(Optional.ofNullable(rest.remove(VoiceCall.KEY)), violations);
    Optional<InitiationMethod> method =
        method(Optional.ofNullable(rest.remove(VoiceCall.METHOD)), violations);
    Optional<String> parent =
        parent(Optional.ofNullable(rest.remove(VoiceCall.PARENT)), method, violations);
    if (key.isEmpty() || method.isEmpty() || !violations.isEmpty()) {
      return Checked.invalid(violations);
    }
    return Checked.valid(new VoiceCall(key.get(), method.get(), parent, rest));
  }

  private static Optional<VendorCallKey> key(Optional<RawValue> value, List<Violation> violations) {
    if (value.isEmpty() || !value.get().isText()) {
      violations.add(
          new Violation(
              Clause.CALL_1,
              "/" + VoiceCall.KEY,
              "The vendorCallKey must be a string: the telephony system's own id of the call."));
      return Optional.empty();
    }
    Checked<VendorCallKey> key = VendorCallKey.parse(value.get().text(), "/" + VoiceCall.KEY);
    violations.addAll(key.violations());
    return key instanceof Checked.Valid<VendorCallKey> valid
        ? Optional.of(valid.value())
        : Optional.empty();
  }

  private static Optional<InitiationMethod> method(
      Optional<RawValue> value, List<Violation> violations) {
    Optional<InitiationMethod> method =
        value.filter(RawValue::isText).flatMap(v -> InitiationMethod.ofName(v.text()));
    if (method.isEmpty()) {
      violations.add(
          new Violation(
              Clause.CALL_1,
              "/" + VoiceCall.METHOD,
              "The initiationMethod must be one of "
                  + Stream.of(InitiationMethod.values())
                      .map(InitiationMethod::wireName)
                      .collect(Collectors.joining(", "))
                  + "."));
    }
    return method;
  }

  private static Optional<String> parent(
      Optional<RawValue> value, Optional<InitiationMethod> method, List<Violation> violations) {
    if (value.isPresent() && !value.get().isText()) {
      violations.add(
          new Violation(
              Clause.CALL_2,
              "/" + VoiceCall.PARENT,
              "The parentVoiceCallId must be a string, the voiceCallId or the vendorCallKey of the"
                  + " call before; leave it out where there is none."));
      return Optional.empty();
    }
    Optional<String> parent = value.map(RawValue::text);
    VoiceCall.parentViolation(method, parent).ifPresent(violations::add);
    return parent;
  }
}
