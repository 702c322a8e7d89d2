package dev.signalbox.standalone.tls;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Turns a key of an elliptic curve from the form of SEC 1 (RFC 5915), which OpenSSL and
 * cert-manager write, into PKCS#8, which the JDK reads.
 */
final class EcKeyDer {
  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
  private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final int PARAMETERS = 0xA0;

  private EcKeyDer() {}

  /**
   * The same key in PKCS#8.
   *
   * @param curve where it does not stand in the key itself: what OpenSSL writes before it
   * @throws IllegalArgumentException when it can't be read
   */
  static byte[] toPkcs8(byte[] sec1, Optional<byte[]> curve) {
    ByteBuffer whole = Der.content(ByteBuffer.wrap(sec1), 0x30);
    Der.content(whole, 0x02);
    Der.content(whole, 0x04);
    Optional<byte[]> named = curve;
    if (whole.hasRemaining() && Byte.toUnsignedInt(whole.get(whole.position())) == PARAMETERS) {
      ByteBuffer parameters = Der.content(whole, PARAMETERS);
      byte[] bytes = new byte[parameters.remaining()];
      parameters.get(bytes);
      named = Optional.of(bytes);
    }
    return Der.value(
        0x30,
        VERSION_0,
        Der.value(
            0x30,
            EC_PUBLIC_KEY,
            named.orElseThrow(
                () -> new IllegalArgumentException("the EC PRIVATE KEY names no curve"))),
        Der.value(0x04, sec1));
  }
}
