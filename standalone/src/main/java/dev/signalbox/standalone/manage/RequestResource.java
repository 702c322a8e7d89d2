package dev.signalbox.standalone.manage;

import dev.signalbox.core.internal.text.TelephonyPaths;

/** What a request is for, in a word for labels and logs. */
final class RequestResource {
  static final String EVENTS = "events";
  static final String CALLS = "calls";

  /** Another resource of the vendor's telephony API. */
  static final String TELEPHONY = "telephony";

  static final String OTHER = "other";

  private static final String TELEPHONY_PATH = "/telephony/v1/";

  private RequestResource() {}

  static String of(String rawPath) {
    if (!rawPath.startsWith(TELEPHONY_PATH)) {
      return OTHER;
    }
    if (rawPath.equals(TelephonyPaths.CALLS)) {
      return CALLS;
    }
    return rawPath.endsWith(TelephonyPaths.EVENTS) ? EVENTS : TELEPHONY;
  }
}
