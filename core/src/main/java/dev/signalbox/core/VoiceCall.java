package dev.signalbox.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A voice call as its telephony system registers it (CALL-1).
 *
 * @param vendorCallKey the telephony system's own id of the call
 * @param initiationMethod how the call came about
 * @param parent the voice call that this one continues, by its voiceCallId or its vendorCallKey
 *     (CALL-2); or empty
 * @param attributes everything else that the record said, in its order
 */
public record VoiceCall(
    VendorCallKey vendorCallKey,
    InitiationMethod initiationMethod,
    Optional<String> parent,
    Map<String, DocumentValue> attributes) {
  private static final Set<String> PROPERTIES =
      Set.of("vendorCallKey", "initiationMethod", "parentVoiceCallId");

  /**
   * Checks the parts and copies the attributes.
   *
   * @param vendorCallKey see the component
   * @param initiationMethod see the component
   * @param parent see the component
   * @param attributes see the component
   * @throws ContractViolationException with CALL-2, when a transfer names no parent, or the parent
   *     is blank
   * @throws IllegalArgumentException when an attribute has the name of another part
   */
  public VoiceCall {
    Objects.requireNonNull(vendorCallKey, "vendorCallKey");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    for (String name : attributes.keySet()) {
      if (PROPERTIES.contains(name)) {
        throw new IllegalArgumentException(name + " is a part of its own, not an attribute");
      }
    }
    Optional<Violation> violation = ContractChecks.parent(Optional.of(initiationMethod), parent);
    if (violation.isPresent()) {
      throw new ContractViolationException(List.of(violation.get()));
    }
  }

  /**
   * A voice call without a parent.
   *
   * @param vendorCallKey the telephony system's own id of the call
   * @param initiationMethod any but {@link InitiationMethod#TRANSFER}
   * @return the call
   */
  public static VoiceCall of(VendorCallKey vendorCallKey, InitiationMethod initiationMethod) {
    return new VoiceCall(vendorCallKey, initiationMethod, Optional.empty(), Map.of());
  }

  /**
   * A later leg: the conversation of another call goes on under this key.
   *
   * @param vendorCallKey the leg's own key
   * @param parent the voiceCallId or the vendorCallKey of the call that was transferred
   * @return the call
   */
  public static VoiceCall transfer(VendorCallKey vendorCallKey, String parent) {
    return new VoiceCall(vendorCallKey, InitiationMethod.TRANSFER, Optional.of(parent), Map.of());
  }
}
