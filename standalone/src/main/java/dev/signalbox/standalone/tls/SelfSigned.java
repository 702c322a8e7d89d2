package dev.signalbox.standalone.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Set;

/** Writes a certificate (RFC 5280), for which the JDK has a tool and no interface. */
final class SelfSigned {
  private static final int SEQUENCE = 0x30;
  private static final byte[] VERSION_3 = hex("a003020102");
  private static final byte[] ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] CRITICAL = hex("0101ff");
  private static final byte[] BASIC_CONSTRAINTS = hex("0603551d13");
  private static final byte[] AUTHORITY = hex("30060101ff020100");
  private static final byte[] KEY_USAGE = hex("0603551d0f");
  private static final byte[] SIGNS = hex("03020284");
  private static final byte[] EXTENDED_KEY_USAGE = hex("0603551d25");
  private static final byte[] SERVERS = hex("300a06082b06010505070301");
  private static final byte[] ALTERNATIVE_NAMES = hex("0603551d11");

  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  /**
   * A certificate that its own key has signed, for TLS servers.
   *
   * @param pair of an elliptic curve
   * @param names host names and addresses
   */
  static byte[] certificate(KeyPair pair, Set<String> names, Instant now, Duration lifetime)
      throws GeneralSecurityException {
    byte[] name =
        Der.value(
            SEQUENCE,
            Der.value(0x31, Der.value(SEQUENCE, COMMON_NAME, text(0x0C, "Signalbox development"))));
    byte[] content =
        Der.value(
            SEQUENCE,
            VERSION_3,
            Der.value(0x02, new BigInteger(64, new SecureRandom()).setBit(62).toByteArray()),
            ECDSA_SHA256,
            name,
            // A clock that is a little behind must not refuse it.
            Der.value(SEQUENCE, time(now.minus(Duration.ofHours(1))), time(now.plus(lifetime))),
            name,
            pair.getPublic().getEncoded(),
            Der.value(
                0xA3,
                Der.value(
                    SEQUENCE,
                    extension(BASIC_CONSTRAINTS, CRITICAL, AUTHORITY),
                    extension(KEY_USAGE, CRITICAL, SIGNS),
                    extension(EXTENDED_KEY_USAGE, new byte[0], SERVERS),
                    extension(ALTERNATIVE_NAMES, new byte[0], names(names)))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    return Der.value(
        SEQUENCE, content, ECDSA_SHA256, Der.value(0x03, new byte[] {0}, signature.sign()));
  }

  private static byte[] names(Set<String> names) {
    return Der.value(
        SEQUENCE,
        names.stream()
            .map(name -> isAddress(name) ? Der.value(0x87, address(name)) : text(0x82, name))
            .toArray(byte[][]::new));
  }

  private static boolean isAddress(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (java.net.UnknownHostException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  private static byte[] extension(byte[] id, byte[] critical, byte[] value) {
    return Der.value(SEQUENCE, id, critical, Der.value(0x04, value));
  }

  private static byte[] text(int tag, String text) {
    return Der.value(tag, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] time(Instant time) {
    return text(0x17, UTC_TIME.format(time));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
