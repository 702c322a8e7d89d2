package dev.signalbox.testkit.internal.http;

import dev.signalbox.testkit.CallKeyGenerators;

/** The contract's two resources, and its own header. */
public final class ContractPaths {
  public static final String CALLS = "/telephony/v1/voiceCalls";
  public static final String EVENTS = "/realtimeConversationEvents";
  public static final String FIRST_KEY = "Signalbox-First-Vendor-Call-Key";

  private ContractPaths() {}

  /** Where batches of a call go. */
  public static String path(String key) {
    return pathOfSegment(CallKeyGenerators.encoded(key));
  }

  /** The same for a segment that stands as it is. */
  public static String pathOfSegment(String segment) {
    return CALLS + "/" + segment + EVENTS;
  }
}
