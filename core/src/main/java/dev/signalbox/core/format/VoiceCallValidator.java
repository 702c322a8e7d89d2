package dev.signalbox.core.format;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractChecks;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
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
  private static final String KEY = "vendorCallKey";
  private static final String METHOD = "initiationMethod";
  private static final String PARENT = "parentVoiceCallId";

  private VoiceCallValidator() {}

  /**
   * Judges a record.
   *
   * @param raw the document's properties
   * @return the record; or all its violations
   */
  public static Validated<VoiceCall> validate(Map<String, DocumentValue> raw) {
    return validate(raw, ContractOptions.STANDARD);
  }

  /**
   * Judges a record.
   *
   * @param raw the document's properties
   * @param options the operator's choices
   * @return the record; or all its violations
   */
  public static Validated<VoiceCall> validate(
      Map<String, DocumentValue> raw, ContractOptions options) {
    List<Violation> violations = new ArrayList<>(0);
    Map<String, DocumentValue> rest = new LinkedHashMap<>(raw);
    Optional<VendorCallKey> key = key(Optional.ofNullable(rest.remove(KEY)), violations);
    Optional<InitiationMethod> method =
        method(Optional.ofNullable(rest.remove(METHOD)), violations);
    Optional<String> parent = parent(Optional.ofNullable(rest.remove(PARENT)), method, violations);
    if (options.strict()) {
      StrictVoiceCall.check(raw, violations);
    }
    if (key.isEmpty() || method.isEmpty() || !violations.isEmpty()) {
      return Validated.invalid(violations);
    }
    return Validated.valid(new VoiceCall(key.get(), method.get(), parent, rest));
  }

  private static Optional<VendorCallKey> key(
      Optional<DocumentValue> value, List<Violation> violations) {
    if (text(value).isEmpty()) {
      violations.add(
          new Violation(
              Clause.CALL_1,
              "/" + KEY,
              "The vendorCallKey must be a string: the telephony system's own id of the call."));
      return Optional.empty();
    }
    Validated<VendorCallKey> key = VendorCallKey.parse(text(value).get(), "/" + KEY);
    violations.addAll(key.violations());
    return key instanceof Validated.Valid<VendorCallKey> valid
        ? Optional.of(valid.value())
        : Optional.empty();
  }

  private static Optional<InitiationMethod> method(
      Optional<DocumentValue> value, List<Violation> violations) {
    Optional<InitiationMethod> method = text(value).flatMap(InitiationMethod::ofName);
    if (method.isEmpty()) {
      violations.add(
          new Violation(
              Clause.CALL_1,
              "/" + METHOD,
              "The initiationMethod must be one of "
                  + Stream.of(InitiationMethod.values())
                      .map(InitiationMethod::wireName)
                      .collect(Collectors.joining(", "))
                  + "."));
    }
    return method;
  }

  private static Optional<String> parent(
      Optional<DocumentValue> value,
      Optional<InitiationMethod> method,
      List<Violation> violations) {
    if (value.isPresent() && text(value).isEmpty()) {
      violations.add(
          new Violation(
              Clause.CALL_2,
              "/" + PARENT,
              "The parentVoiceCallId must be a string, the voiceCallId or the vendorCallKey of the"
                  + " call before; leave it out where there is none."));
      return Optional.empty();
    }
    Optional<String> parent = text(value);
    ContractChecks.parent(method, parent).ifPresent(violations::add);
    return parent;
  }

  private static Optional<String> text(Optional<DocumentValue> value) {
    return value.flatMap(DocumentValue::asText);
  }
}
