package dev.signalbox.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Generators of vendorCallKeys (KEY-1, KEY-2).
 *
 * @since 0.2.0
 */
public final class CallKeyGenerators {
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

  private CallKeyGenerators() {}

  /**
   * Valid keys: contact ids, short ones, long ones, those that look almost like a voiceCallId, and
   * any characters.
   *
   * @return a generator
   */
  public static Generator<String> valid() {
    return Generator.oneOf(
        Generator.of(
            "b5a1c0de-2f64-4d0e-9d53-7c0f6a1e9b21",
            "k3x9",
            "a+b",
            "a/b",
            "50%",
            "caf\u00E9 \u3042",
            "\uD83D\uDE00",
            "000000000000000",
            "0LQ",
            "0LQ1234567890a",
            "0LQ123456789-ab",
            "0LQ1234567890abZZZ",
            "0lq1234567890ab"),
        Generator.strings("aZ09-._~ /+%?#&=;\u00E9\uD83D\uDE00", 1, 40).map(s -> "k" + s));
  }

  /**
   * Salesforce voiceCallIds, which are no keys (KEY-2): of 15 characters, or of 18 with the right
   * checksum.
   *
   * @return a generator
   */
  public static Generator<String> voiceCallIds() {
    return Generator.drawing(
        choices -> {
          String id =
              "0LQ"
                  + Generator.strings(
                          "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 12, 12)
                      .from(choices);
          return choices.yes() ? id + checksum(id) : id;
        });
  }

  /**
   * Path segments that stand for no key (KEY-1): blank, too long, with control characters, with
   * bytes that are not UTF-8.
   *
   * @return a generator of segments as they are sent, with valid percent-escapes
   */
  public static Generator<String> refusedSegments() {
    return Generator.oneOf(
        Generator.of("%20", "%C2%A0", "%E2%80%83%20", "%09"),
        Generator.of("a%00b", "a%0A", "%7F", "a%C2%85b", "%1F"),
        Generator.of("%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%E2%82", "a%80"),
        Generator.longs(256, 300).map(n -> "k".repeat(n.intValue())),
        Generator.longs(256, 260).map(n -> "%C3%A9".repeat(n.intValue())));
  }

  /**
   * A key as a path segment.
   *
   * @param key the key
   * @return percent-encoded UTF-8; only letters, digits, hyphen, point, underscore and tilde stand
   *     for themselves
   */
  public static String encoded(String key) {
    StringBuilder out = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-._~".indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  /**
   * The checksum that makes an id of 15 characters one of 18.
   *
   * @param id at least 15 characters
   * @return three characters
   */
  public static String checksum(String id) {
    return List.of(0, 5, 10).stream()
        .map(
            at -> {
              int bits = 0;
              for (int i = 0; i < 5; i++) {
                char c = id.charAt(at + i);
                bits |= c >= 'A' && c <= 'Z' ? 1 << i : 0;
              }
              return String.valueOf(DIGITS.charAt(bits));
            })
        .collect(Collectors.joining());
  }
}
