package dev.signalbox.core;

import dev.signalbox.core.internal.text.PercentCoding;
import dev.signalbox.core.internal.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * The telephony system's own unique id of a voice call (KEY-1). It is never a Salesforce
 * voiceCallId (KEY-2), and it is unique only within a call center (CALL-4).
 *
 * @param value 1 to 255 characters (code points), not blank, without control characters
 */
public record VendorCallKey(String value) implements Comparable<VendorCallKey> {
  /** The most characters that a key may have. */
  public static final int MAX_LENGTH = 255;

  /**
   * Checks the key.
   *
   * @param value 1 to 255 characters (code points), not blank, without control characters
   * @throws ContractViolationException with KEY-1 or KEY-2
   */
  public VendorCallKey {
    Optional<Violation> violation = violation(value, "");
    if (violation.isPresent()) {
      throw new ContractViolationException(List.of(violation.get()));
    }
  }

  /**
   * Reads a key.
   *
   * @param text the key as it stands
   * @param pointer where the text stands, for the violation
   * @return the key, or one violation of KEY-1 or KEY-2
   */
  public static Validated<VendorCallKey> parse(String text, String pointer) {
    Optional<Violation> violation = violation(text, pointer);
    return violation.isPresent()
        ? Validated.invalid(List.of(violation.get()))
        : Validated.valid(new VendorCallKey(text));
  }

  /**
   * Reads a key from a segment of a raw request path: percent-decoded strictly as UTF-8, {@code
   * %2F} being part of the key and {@code +} a plus (KEY-1).
   *
   * @param segment what stands between two slashes of the raw path
   * @return the key, or one violation of KEY-1 or KEY-2
   */
  public static Validated<VendorCallKey> ofPathSegment(String segment) {
    Optional<String> decoded = PercentCoding.decode(segment);
    if (decoded.isEmpty()) {
      return Validated.invalid(
          Clause.KEY_1,
          "",
          "The vendorCallKey in the path is not percent-encoded UTF-8: encode every byte outside"
              + " letters, digits, '-', '.', '_' and '~' as % and two hexadecimal digits.");
    }
    return parse(decoded.get(), "");
  }

  /**
   * The key as a path segment or header value: UTF-8, percent-encoded but for RFC 3986's unreserved
   * characters (KEY-3).
   *
   * @return ASCII text that {@link #ofPathSegment} reads back
   */
  public String encoded() {
    return PercentCoding.encode(value);
  }

  private static Optional<Violation> violation(String text, String pointer) {
    if (Text.isBlank(text)) {
      return Optional.of(
          new Violation(
              Clause.KEY_1,
              pointer,
              "The vendorCallKey is blank: give the telephony system's own id of the call."));
    }
    if (Text.hasControl(text) || Text.hasLoneSurrogate(text)) {
      return Optional.of(
          new Violation(
              Clause.KEY_1,
              pointer,
              "The vendorCallKey "
                  + Text.quote(text)
                  + " has control characters or half a surrogate pair: neither can be part of a"
                  + " key."));
    }
    if (Text.length(text) > MAX_LENGTH) {
      return Optional.of(
          new Violation(
              Clause.KEY_1,
              pointer,
              "The vendorCallKey has "
                  + Text.length(text)
                  + " characters; at most "
                  + MAX_LENGTH
                  + " are allowed."));
    }
    if (VoiceCallId.isVoiceCallId(text)) {
      return Optional.of(
          new Violation(
              Clause.KEY_2,
              pointer,
              "The key "
                  + Text.quote(text)
                  + " is a Salesforce voiceCallId: use the vendorCallKey under which the telephony"
                  + " system knows the call."));
    }
    return Optional.empty();
  }

  /**
   * Compares the texts. Senders choose keys, and may choose many with one and the same hash: a hash
   * map that can also compare its keys stays quick then.
   */
  @Override
  public int compareTo(VendorCallKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
