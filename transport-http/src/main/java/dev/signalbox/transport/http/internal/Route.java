package dev.signalbox.transport.http.internal;

import static dev.signalbox.core.internal.text.TelephonyPaths.CALLS;
import static dev.signalbox.core.internal.text.TelephonyPaths.EVENTS;

import java.util.Optional;

/** The two resources that exist (REQ-1, CALL-1). */
public sealed interface Route {
  /**
   * The resource of a call's events.
   *
   * @param key the path's segment, still encoded
   */
  record Events(String key) implements Route {}

  /** The resource of voice calls. */
  record Calls() implements Route {}

  /**
   * The resource at a path. The path is split before anything in it is decoded (KEY-1).
   *
   * @param rawPath the path as it came
   * @return empty where there is nothing
   */
  static Optional<Route> of(String rawPath) {
    if (!rawPath.startsWith(CALLS)) {
      return Optional.empty();
    }
    if (rawPath.length() == CALLS.length()) {
      return Optional.of(new Calls());
    }
    int end = rawPath.length() - EVENTS.length();
    int start = CALLS.length() + 1;
    if (rawPath.charAt(CALLS.length()) != '/' || !rawPath.endsWith(EVENTS) || end < start) {
      return Optional.empty();
    }
    String key = rawPath.substring(start, end);
    return key.indexOf('/') >= 0 ? Optional.empty() : Optional.of(new Events(key));
  }
}
