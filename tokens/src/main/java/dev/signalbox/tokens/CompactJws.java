package dev.signalbox.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A token taken apart: three base64url texts joined by dots (AUTH-1). Reads only the one encoding
 * that bytes have, so that no token has a second spelling.
 */
final class CompactJws {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final byte[] header;
  private final byte[] payload;
  private final byte[] signature;
  private final byte[] signingInput;

  private CompactJws(byte[] header, byte[] payload, byte[] signature, byte[] signingInput) {
    this.header = header;
    this.payload = payload;
    this.signature = signature;
    this.signingInput = signingInput;
  }

  /** The parts; empty when the token is not made of three. */
  public static Optional<CompactJws> split(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    // Without a first dot there is no second one.
    if (second < 0) {
      return Optional.empty();
    }
    // Latin-1 makes a question mark of what it has not, and no base64url text has one.
    byte[] text = token.getBytes(StandardCharsets.ISO_8859_1);
    Optional<byte[]> header = decode(text, 0, first);
    Optional<byte[]> payload = decode(text, first + 1, second);
    Optional<byte[]> signature = decode(text, second + 1, text.length);
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CompactJws(header.get(), payload.get(), signature.get(), Arrays.copyOf(text, second)));
  }

  /** Decodes one part, which has no padding, no other character and no unused bits. */
  private static Optional<byte[]> decode(byte[] text, int from, int to) {
    if (from == to || !endsWhole(to - from, text[to - 1])) {
      return Optional.empty();
    }
    try {
      ByteBuffer decoded = DECODER.decode(ByteBuffer.wrap(text, from, to - from));
      byte[] bytes = new byte[decoded.remaining()];
      decoded.get(bytes);
      return Optional.of(bytes);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Whether the last character is no padding and has no bits that belong to no byte. */
  private static boolean endsWhole(int length, byte last) {
    return switch (length % 4) {
      case 0 -> last != '=';
      case 2 -> "AQgw".indexOf(last) >= 0;
      case 3 -> "AEIMQUYcgkosw048".indexOf(last) >= 0;
      default -> false;
    };
  }

  byte[] header() {
    return header;
  }

  byte[] payload() {
    return payload;
  }

  /** The signature's bytes. */
  public byte[] signature() {
    return signature;
  }

  /** What the signature covers. */
  public byte[] signingInput() {
    return signingInput;
  }
}
