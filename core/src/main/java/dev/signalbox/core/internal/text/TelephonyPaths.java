package dev.signalbox.core.internal.text;

/** The paths of the contract's two resources (REQ-1, CALL-1). */
public final class TelephonyPaths {
  /** What every path begins with. */
  public static final String PREFIX = "/telephony/v1";

  /** The path of voice calls. */
  public static final String CALLS = PREFIX + "/voiceCalls";

  /** What follows a call's key in the path of its events. */
  public static final String EVENTS = "/realtimeConversationEvents";

  private TelephonyPaths() {}
}
