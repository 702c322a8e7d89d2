package dev.signalbox.core.internal.pem;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** RSA keys and certificates from their DER forms. */
public final class RsaKeys {
  private static final byte[] RSA_ENCRYPTION = hex("300d06092a864886f70d0101010500");
  private static final byte[] VERSION_0 = hex("020100");

  private RsaKeys() {}

  /** A public key from a SubjectPublicKeyInfo. */
  public static PublicKey publicKey(byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
  }

  /** A public key from PKCS#1, which the JDK does not read. */
  public static PublicKey publicKeyOfPkcs1(byte[] pkcs1) throws GeneralSecurityException {
    return publicKey(tagged(0x30, RSA_ENCRYPTION, tagged(0x03, new byte[] {0}, pkcs1)));
  }

  /** A private key from PKCS#8. */
  public static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** A private key from PKCS#1, which the JDK does not read. */
  public static PrivateKey privateKeyOfPkcs1(byte[] pkcs1) throws GeneralSecurityException {
    return privateKey(tagged(0x30, VERSION_0, RSA_ENCRYPTION, tagged(0x04, pkcs1)));
  }

  /** An X.509 certificate. */
  public static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length < 0x80) {
      whole.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      whole.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        whole.write(length >>> (8 * i));
      }
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
