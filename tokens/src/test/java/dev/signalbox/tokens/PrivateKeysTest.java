package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.KEYS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The private keys that sign tokens (AUTH-2). */
class PrivateKeysTest {
  private static final RSAPrivateCrtKey KEY = (RSAPrivateCrtKey) KEYS.getPrivate();
  private static final String PKCS8 = pem("PRIVATE KEY", KEY.getEncoded());
  private static final String PKCS1 = pem("RSA PRIVATE KEY", pkcs1(KEY));

  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** RSAPrivateKey of RFC 8017, spelled out. */
  private static byte[] pkcs1(RSAPrivateCrtKey key) {
    byte[] content = {};
    for (BigInteger number :
        List.of(
            BigInteger.ZERO,
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient())) {
      content = concat(content, der(0x02, number.toByteArray()));
    }
    return der(0x30, content);
  }

  private static byte[] der(int tag, byte[] content) {
    byte[] length = BigInteger.valueOf(content.length).toByteArray();
    if (length[0] == 0 && length.length > 1) {
      length = Arrays.copyOfRange(length, 1, length.length);
    }
    byte[] head =
        content.length < 128
            ? new byte[] {(byte) tag, (byte) content.length}
            : concat(new byte[] {(byte) tag, (byte) (0x80 | length.length)}, length);
    return concat(head, content);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void assertReads(String pem) {
    PrivateKey read = PrivateKeys.ofPem(pem);
    assertEquals("RSA", read.getAlgorithm());
    assertArrayEquals(KEY.getEncoded(), read.getEncoded());
  }

  private static String assertRefused(String pem) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> PrivateKeys.ofPem(pem));
    assertNull(refusal.getCause());
    String message = refusal.getMessage();
    assertTrue(message.startsWith("AUTH-2: "), message);
    // Nothing that looks like a stretch of base64 or hex.
    assertTrue(!message.matches("(?s).*[A-Za-z0-9+/=]{25,}.*"), message);
    return message;
  }

  @Test
  void readsBothForms() {
    assertReads(PKCS8);
    assertReads(PKCS1);
  }

  @Test
  void readsThemHoweverTheyAreLaidOut() {
    for (String pem : List.of(PKCS8, PKCS1)) {
      assertReads(pem.replace("\n", "\r\n"));
      assertReads(pem.strip());
      assertReads("Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n" + pem);
      assertReads(CallCenterKey.of(KEYS.getPublic()).toPem() + pem);
      assertReads(pem + CallCenterKey.of(KEYS.getPublic()).toPem());
      assertReads(pem + pem("PRIVATE KEY", Tokens.NEXT_KEYS.getPrivate().getEncoded()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1032, 4096})
  void readsEverySize(int bits) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) Tokens.rsa(bits).getPrivate();
    assertArrayEquals(
        key.getEncoded(), PrivateKeys.ofPem(pem("RSA PRIVATE KEY", pkcs1(key))).getEncoded());
  }

  @Test
  void refusesEncryptedKeysAndSaysWhatToDo() throws Exception {
    String algorithm = "PBEWithSHA1AndDESede";
    SecretKey password =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("password".toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, password);
    byte[] encrypted = cipher.doFinal(KEY.getEncoded());
    AlgorithmParameters parameters = cipher.getParameters();
    String modern =
        pem(
            "ENCRYPTED PRIVATE KEY",
            new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
    String traditional =
        PKCS1.replaceFirst(
            "\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0011223344556677\n\n");
    for (String pem : List.of(modern, traditional)) {
      String message = assertRefused(pem);
      assertTrue(message.contains("encrypted") && message.contains("openssl"), message);
    }
  }

  @Test
  void refusesWhatIsForThePublic() {
    String publicKey = CallCenterKey.of(KEYS.getPublic()).toPem();
    for (String pem :
        List.of(
            publicKey,
            publicKey.replace("PUBLIC", "RSA PUBLIC"),
            pem("CERTIFICATE", new byte[100]))) {
      assertTrue(assertRefused(pem).contains("public key or a certificate"));
    }
  }

  @Test
  void refusesKeysOfOtherKinds() throws GeneralSecurityException {
    for (String algorithm : List.of("EC", "DSA", "Ed25519", "RSASSA-PSS")) {
      KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      String pem = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
      assertTrue(assertRefused(pem).contains("not an RSA key"), algorithm);
    }
    for (String label : List.of("EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY")) {
      assertTrue(assertRefused(pem(label, new byte[100])).contains(label));
    }
  }

  @Test
  void refusesWhatIsNoKey() {
    assertRefused("");
    assertRefused("secret");
    assertRefused(Base64.getEncoder().encodeToString(KEY.getEncoded()));
    assertRefused("-----BEGIN PRIVATE KEY-----");
    assertRefused(PKCS8.replace("-----END", "-----STOP"));
    assertRefused(PKCS8.replace("-----BEGIN PRIVATE", "-----BEGIN RSA PRIVATE"));
    assertRefused(pem("PRIVATE KEY", new byte[0]));
    assertRefused(pem("PRIVATE KEY", pkcs1(KEY)));
    assertRefused(pem("RSA PRIVATE KEY", KEY.getEncoded()));
    assertRefused(pem("PRIVATE KEY", Arrays.copyOf(KEY.getEncoded(), 600)));
    assertRefused(PKCS8.replaceFirst("M", "*"));
    assertRefused(PKCS8.replaceFirst("M", "\u00e9"));
    assertRefused(pem("PARAMETERS", new byte[10]));
  }

  @Property(tries = 300)
  void noBytesAreTooStrange(@ForAll @Size(max = 300) byte[] der) {
    assertRefused(pem("PRIVATE KEY", der));
    assertRefused(pem("RSA PRIVATE KEY", der));
  }

  @Property(tries = 300)
  void noTextIsTooStrange(@ForAll String text) {
    assertRefused(text);
    assertRefused("-----BEGIN PRIVATE KEY-----" + text + "-----END PRIVATE KEY-----");
  }
}
