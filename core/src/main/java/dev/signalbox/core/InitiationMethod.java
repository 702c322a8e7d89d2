package dev.signalbox.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How a voice call came about (CALL-1). */
public enum InitiationMethod {
  /** The customer called. */
  INBOUND("Inbound"),
  /** The agent called. */
  OUTBOUND("Outbound"),
  /** Transferred from another voice call, which the record names (CALL-2). */
  TRANSFER("Transfer"),
  /** Joined to a conference. */
  CONFERENCE("Conference"),
  /** A call back that the customer asked for. */
  CALLBACK("Callback");

  private final String wireName;

  InitiationMethod(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The name that a request carries.
   *
   * @return the vendor's spelling
   */
  public String wireName() {
    return wireName;
  }

  /**
   * The method of that name.
   *
   * @param name in any case
   * @return the method, or empty where there is none of that name
   */
  public static Optional<InitiationMethod> ofName(String name) {
    for (InitiationMethod method : values()) {
      if (method.wireName.equalsIgnoreCase(name)
          && StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
