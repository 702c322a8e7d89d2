package dev.signalbox.core;

import dev.signalbox.core.internal.text.Text;
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
   * @param vendorCallKey the telephony system's own id of the call
   * @param initiationMethod how the call came about
   * @param parent the voice call that this one continues, by its voiceCallId or its vendorCallKey
   *     (CALL-2)
   * @param attributes everything else that the record said, in its order
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

  /**
   * Begins a voice call's record with optional parts.
   *
   * @param vendorCallKey the telephony system's own id of the call
   * @param initiationMethod how the call came about
   * @return a builder
   */
  public static Builder builder(VendorCallKey vendorCallKey, InitiationMethod initiationMethod) {
    return new Builder(vendorCallKey, initiationMethod);
  }

  /**
   * Key, method and parent; of the attributes, which may be personal, how many there are.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return vendorCallKey
        + " ("
        + initiationMethod.wireName()
        + parent.map(p -> " of " + Text.quote(p)).orElse("")
        + (attributes.isEmpty() ? ")" : ", " + attributes.size() + " attributes)");
  }

  /** Builds a {@link VoiceCall}. Not thread-safe. */
  public static final class Builder {
    private final VendorCallKey vendorCallKey;
    private final InitiationMethod initiationMethod;
    private Optional<String> parent = Optional.empty();
    private final Map<String, DocumentValue> attributes = new LinkedHashMap<>();

    private Builder(VendorCallKey vendorCallKey, InitiationMethod initiationMethod) {
      this.vendorCallKey = vendorCallKey;
      this.initiationMethod = initiationMethod;
    }

    /**
     * The voice call that this one continues (CALL-2).
     *
     * @param parent its voiceCallId or its vendorCallKey
     * @return this
     */
    public Builder parent(String parent) {
      this.parent = Optional.of(parent);
      return this;
    }

    /**
     * Something else that the record says.
     *
     * @param name such as {@code to}
     * @param value its value
     * @return this
     */
    public Builder attribute(String name, DocumentValue value) {
      attributes.put(name, value);
      return this;
    }

    /**
     * Something else that the record says.
     *
     * @param name such as {@code to}
     * @param text its value
     * @return this
     */
    public Builder attribute(String name, String text) {
      return attribute(name, new DocumentValue.Text(text));
    }

    /**
     * The record.
     *
     * @return a new record
     * @throws ContractViolationException with CALL-2, when a transfer names no parent, or the
     *     parent is blank
     * @throws IllegalArgumentException when an attribute has the name of another part
     */
    public VoiceCall build() {
      return new VoiceCall(vendorCallKey, initiationMethod, parent, attributes);
    }
  }
}
