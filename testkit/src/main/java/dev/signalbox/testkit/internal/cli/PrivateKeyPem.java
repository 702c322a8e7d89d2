package dev.signalbox.testkit.internal.cli;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads private RSA keys. */
public final class PrivateKeyPem {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (RSA |ENCRYPTED |EC )?PRIVATE KEY-----(.*?)-----END ", Pattern.DOTALL);

  /** What stands before a PKCS#1 key in a PKCS#8 document: version 0, and RSA. */
  private static final byte[] RSA = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
  };

  private PrivateKeyPem() {}

  /**
   * The first private key of a PEM file.
   *
   * @param pem PKCS#8 or PKCS#1, not encrypted, line ends written as {@code \\n} or not
   * @return an RSA key
   * @throws IllegalArgumentException with a message for a person that shows nothing of the key
   */
  public static PrivateKey privateKey(String pem) {
    Matcher block = BLOCK.matcher(pem.replace("\\r", "").replace("\\n", "\n"));
    if (!block.find()) {
      throw new IllegalArgumentException(
          "there is no private key in it (no line -----BEGIN PRIVATE KEY-----)");
    }
    String kind = block.group(1) == null ? "" : block.group(1).strip();
    if (kind.equals("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
      throw new IllegalArgumentException(
          "the key is encrypted: decrypt it first, with openssl pkcs8 -topk8 -nocrypt");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(kind.equals("RSA") ? pkcs8(der) : der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("it is no readable RSA key", e);
    }
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RSA);
    content.writeBytes(tagged(4, pkcs1));
    return tagged(0x30, content.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    // Keys are longer than 255 bytes and shorter than 65,536.
    out.write(0x82);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
