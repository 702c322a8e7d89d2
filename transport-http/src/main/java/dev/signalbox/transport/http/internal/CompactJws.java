package dev.signalbox.transport.http.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A token taken apart: three base64url texts joined by dots (AUTH-1). Reads only the one encoding
 * that bytes have, so that no token has a second spelling.
 */
public final class CompactJws {
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
    if (first < 0 || second < 0) {
      return Optional.empty();
    }
    Optional<byte[]> header = decode(token.substring(0, first));
    Optional<byte[]> payload = decode(token.substring(first + 1, second));
    Optional<byte[]> signature = decode(token.substring(second + 1));
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CompactJws(
            header.get(),
            payload.get(),
            signature.get(),
            token.substring(0, second).getBytes(StandardCharsets.US_ASCII)));
  }

  /** Decodes one part, which has no padding, no other character and no unused bits. */
  private static Optional<byte[]> decode(String part) {
    if (part.isEmpty() || part.indexOf('=') >= 0 || !endsWhole(part)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DECODER.decode(part));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Whether the last character has no bits that belong to no byte. */
  private static boolean endsWhole(String part) {
    char last = part.charAt(part.length() - 1);
    return switch (part.length() % 4) {
      case 0 -> true;
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
