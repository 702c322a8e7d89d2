package dev.signalbox.tokens;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the private keys that a {@link TokenSigner} signs with. Thread-safe. */
public final class PrivateKeys {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** Version 0 and rsaEncryption: what PKCS#8 puts before a PKCS#1 key. */
  private static final byte[] PKCS8_OF_RSA =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final String DECRYPT =
      "AUTH-2: the private key is encrypted: decrypt it first, for instance with openssl pkey -in"
          + " encrypted.pem -out private.pem, and keep the file where only its user can read it.";

  private PrivateKeys() {}

  /**
   * Reads an RSA private key.
   *
   * @param pem PEM text with a PRIVATE KEY (PKCS#8) or an RSA PRIVATE KEY (PKCS#1), not encrypted;
   *     the first counts, and certificates and public keys beside it are passed over
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   *     and what to do, and shows nothing of the key
   */
  public static PrivateKey ofPem(String pem) {
    boolean others = false;
    Matcher block = PEM.matcher(pem);
    while (block.find()) {
      String body = block.group(2);
      switch (block.group(1)) {
        case "PRIVATE KEY" -> {
          return privateKey(decode(body));
        }
        case "RSA PRIVATE KEY" -> {
          if (body.contains("ENCRYPTED")) {
            throw new IllegalArgumentException(DECRYPT);
          }
          return privateKey(pkcs8(decode(body)));
        }
        case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException(DECRYPT);
        case "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY" ->
            throw new IllegalArgumentException(
                "AUTH-2: this is a private key of another kind ("
                    + block.group(1)
                    + "); tokens are signed with RSA: make a key with openssl genpkey -algorithm"
                    + " RSA -pkeyopt rsa_keygen_bits:2048.");
        case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE" -> others = true;
        default -> {
          // Something that some tools put beside a key, such as parameters.
        }
      }
    }
    throw new IllegalArgumentException(
        others
            ? "AUTH-2: this is a public key or a certificate, which verifies tokens: give the"
                + " private key that belongs to it, to sign them."
            : "AUTH-2: there is no PRIVATE KEY and no RSA PRIVATE KEY in PEM form.");
  }

  // What is thrown below has no cause: nobody promises that it shows nothing of the key.

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("AUTH-2: the PEM block of the private key is not base64.");
    }
  }

  private static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | RuntimeException notRsa) {
      throw new IllegalArgumentException(
          "AUTH-2: the private key is not an RSA key that can be read: make one with openssl"
              + " genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048.");
    }
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(PKCS8_OF_RSA);
    writeDer(content, 0x04, pkcs1);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    writeDer(whole, 0x30, content.toByteArray());
    return whole.toByteArray();
  }

  private static void writeDer(ByteArrayOutputStream to, int tag, byte[] content) {
    to.write(tag);
    if (content.length < 0x80) {
      to.write(content.length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      to.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        to.write(content.length >>> (8 * i));
      }
    }
    to.writeBytes(content);
  }
}
