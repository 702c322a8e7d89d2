package dev.signalbox.core.spi;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA public key that verifies a call center's tokens (AUTH-3). Immutable.
 *
 * @param publicKey the key
 * @param expiresAt when the certificate that the key came from expires; empty for a bare key. An
 *     expired certificate's key still verifies: expiry is for a warning
 */
public record CallCenterKey(RSAPublicKey publicKey, Optional<Instant> expiresAt) {
  /** The fewest bits that a key may have, unless the operator asks for weak ones. */
  public static final int MIN_BITS = 2048;

  /** The fewest bits that a key may have where the operator asks for weak ones. */
  public static final int MIN_WEAK_BITS = 1024;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * Checks that the key is not too weak even for an operator who asked for weak keys.
   *
   * @param publicKey see the component
   * @param expiresAt see the component
   * @throws IllegalArgumentException when it has fewer than 1024 bits
   */
  public CallCenterKey {
    Objects.requireNonNull(expiresAt, "expiresAt");
    requireBits(publicKey, MIN_WEAK_BITS);
  }

  /**
   * A key of 2048 bits or more.
   *
   * @param publicKey an RSA public key
   * @return the key
   * @throws IllegalArgumentException when it is no RSA key, or has fewer bits
   */
  public static CallCenterKey of(PublicKey publicKey) {
    return checked(publicKey, Optional.empty(), MIN_BITS);
  }

  /**
   * The key of a certificate, of 2048 bits or more. The certificate's issuer is not looked at:
   * whoever registers it vouches for it.
   *
   * @param certificate a certificate with an RSA public key
   * @return the key, which remembers when the certificate expires
   * @throws IllegalArgumentException when it has no RSA key, or one with fewer bits
   */
  public static CallCenterKey of(X509Certificate certificate) {
    return checked(
        certificate.getPublicKey(), Optional.of(certificate.getNotAfter().toInstant()), MIN_BITS);
  }

  /**
   * Reads a key or certificate of 2048 bits or more.
   *
   * @param pem PEM text with a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE; the first counts
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   */
  public static CallCenterKey ofPem(String pem) {
    return ofPem(pem, MIN_BITS);
  }

  /**
   * Reads a key or certificate of 1024 bits or more, for an operator who asks for that.
   *
   * @param pem PEM text with a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE; the first counts
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   */
  public static CallCenterKey ofWeakPem(String pem) {
    return ofPem(pem, MIN_WEAK_BITS);
  }

  private static CallCenterKey ofPem(String pem, int minBits) {
    Matcher block = PEM.matcher(pem);
    while (block.find()) {
      switch (block.group(1)) {
        case "PUBLIC KEY" -> {
          return checked(publicKey(decode(block)), Optional.empty(), minBits);
        }
        case "RSA PUBLIC KEY" -> {
          return checked(publicKey(wrapPkcs1(decode(block))), Optional.empty(), minBits);
        }
        case "CERTIFICATE" -> {
          X509Certificate certificate = certificate(decode(block));
          return checked(
              certificate.getPublicKey(),
              Optional.of(certificate.getNotAfter().toInstant()),
              minBits);
        }
        default -> {
          if (block.group(1).endsWith("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                "AUTH-3: this is a private key, which only the sender of tokens may have: give the"
                    + " public key or the certificate that belongs to it.");
          }
          // Otherwise something that some tools put beside a key, such as parameters.
        }
      }
    }
    throw new IllegalArgumentException(
        "AUTH-3: there is no PUBLIC KEY and no CERTIFICATE in PEM form.");
  }

  private static byte[] decode(Matcher block) {
    try {
      return Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("AUTH-3: the PEM block is not base64.", notBase64);
    }
  }

  private static PublicKey publicKey(byte[] der) {
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException notRsa) {
      throw new IllegalArgumentException("AUTH-3: the key is not an RSA public key.", notRsa);
    }
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException(
          "AUTH-3: the certificate is not an X.509 certificate.", malformed);
    }
  }

  /** Puts a PKCS#1 key into the SubjectPublicKeyInfo that the JDK reads. */
  private static byte[] wrapPkcs1(byte[] pkcs1) {
    byte[] algorithm = {
      0x30,
      0x0D,
      0x06,
      0x09,
      0x2A,
      (byte) 0x86,
      0x48,
      (byte) 0x86,
      (byte) 0xF7,
      0x0D,
      0x01,
      0x01,
      0x01,
      0x05,
      0x00
    };
    byte[] bits = concat(new byte[] {0}, pkcs1);
    return der(0x30, concat(algorithm, der(0x03, bits)));
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return concat(head, content);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static CallCenterKey checked(PublicKey key, Optional<Instant> expiresAt, int minBits) {
    // A key for RSASSA-PSS is an RSAPublicKey too, and not for RS256 (RFC 4055, 1.2).
    if (!(key instanceof RSAPublicKey rsa) || !key.getAlgorithm().equals("RSA")) {
      throw new IllegalArgumentException(
          "AUTH-3: the key is for " + key.getAlgorithm() + "; tokens need one for RSA (RS256).");
    }
    requireBits(rsa, minBits);
    return new CallCenterKey(rsa, expiresAt);
  }

  private static void requireBits(RSAPublicKey key, int minBits) {
    int bits = key.getModulus().bitLength();
    if (bits < minBits) {
      throw new IllegalArgumentException(
          "AUTH-3: the key has " + bits + " bits; at least " + minBits + " are needed.");
    }
  }

  /**
   * Says how long the key is, and no more of it.
   *
   * @return such as {@code RSA 2048}
   */
  @Override
  public String toString() {
    return "RSA "
        + publicKey.getModulus().bitLength()
        + expiresAt.map(at -> ", certificate expires " + at).orElse("");
  }

  /**
   * The key as PEM, SubjectPublicKeyInfo.
   *
   * @return PEM text that {@link #ofPem} reads back
   */
  public String toPem() {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(publicKey.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }
}
