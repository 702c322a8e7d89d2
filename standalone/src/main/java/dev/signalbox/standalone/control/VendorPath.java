package dev.signalbox.standalone.control;

import dev.signalbox.core.internal.text.PercentCoding;
import dev.signalbox.core.internal.text.TelephonyPaths;
import java.util.List;
import java.util.Optional;

/**
 * A path of the vendor's telephony API.
 *
 * @param resource its last word that is no key or id
 * @param call the call's key or id in it, decoded; empty where it has none
 */
record VendorPath(String resource, Optional<String> call) {
  private static final String CALLS = "voiceCalls";
  private static final String MESSAGES = "messages";
  private static final String ROUTE = "route";

  /** What a path names; empty for a path outside of the API. */
  static Optional<VendorPath> of(String rawPath) {
    if (!rawPath.startsWith(TelephonyPaths.PREFIX + "/")) {
      return Optional.empty();
    }
    List<String> words =
        List.of(rawPath.substring(TelephonyPaths.PREFIX.length() + 1).split("/", -1));
    if (!words.get(0).equals(CALLS)) {
      return Optional.empty();
    }
    return switch (words.size()) {
      case 1 -> Optional.of(new VendorPath(CALLS, Optional.empty()));
      case 2 ->
          Optional.of(
              words.get(1).equals(MESSAGES)
                  ? new VendorPath(MESSAGES, Optional.empty())
                  : new VendorPath(CALLS, key(words.get(1))));
      case 3 ->
          Optional.of(
              words.get(1).equals(ROUTE)
                  ? new VendorPath(ROUTE, key(words.get(2)))
                  : new VendorPath(words.get(2), key(words.get(1))));
      default -> Optional.empty();
    };
  }

  boolean isBulk() {
    return resource.equals(MESSAGES) && call.isEmpty();
  }

  private static Optional<String> key(String segment) {
    return Optional.of(PercentCoding.decode(segment).orElse(segment));
  }
}
