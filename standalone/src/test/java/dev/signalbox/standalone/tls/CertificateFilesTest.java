package dev.signalbox.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files are as OpenSSL writes them. */
class CertificateFilesTest {
  static byte[] file(String name) throws IOException {
    try (InputStream in = CertificateFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static String refusal(String chain, String key, Optional<String> password) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> CertificateFiles.ofPem(file(chain), file(key), password))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-chain.pem, rsa-pkcs8.key, RSA",
    "rsa-chain.pem, rsa-pkcs1.key, RSA",
    "ec-chain.pem, ec-pkcs8.key, EC",
    "ec-chain.pem, ec-sec1.key, EC",
    "ec384-chain.pem, ec384-sec1.key, EC",
    "ec384-chain.pem, ec384-no-public.key, EC",
    "ed25519-chain.pem, ed25519.key, EdDSA"
  })
  void keysAreReadAsTheyAreWritten(String chain, String key, String algorithm) throws IOException {
    ServerCertificate read = CertificateFiles.ofPem(file(chain), file(key), Optional.empty());
    assertEquals(algorithm, read.key().getAlgorithm());
    assertEquals(2, read.chain().size());
    assertEquals("CN=localhost", read.chain().get(0).getSubjectX500Principal().toString());
  }

  @Test
  void anEncryptedKeyNeedsItsPassword() throws IOException {
    byte[] chain = file("rsa-chain.pem");
    byte[] key = file("rsa-encrypted.key");
    assertEquals(
        "RSA", CertificateFiles.ofPem(chain, key, Optional.of("secret")).key().getAlgorithm());
    assertTrue(
        refusal("rsa-chain.pem", "rsa-encrypted.key", Optional.empty())
            .contains("--tls-key-password-file"));
    assertEquals(
        "the private key can't be decrypted with the password",
        refusal("rsa-chain.pem", "rsa-encrypted.key", Optional.of("guess")));
    assertTrue(
        refusal("rsa-chain.pem", "rsa-legacy.key", Optional.of("secret")).contains("openssl pkey"));
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    assertTrue(
        refusal("rsa-chain.pem", "ec-pkcs8.key", Optional.empty()).contains("does not belong"));
    assertTrue(
        refusal("ec-chain.pem", "ec384-sec1.key", Optional.empty()).contains("does not belong"));
    assertEquals(
        "there is no PRIVATE KEY in PEM form",
        refusal("ec-chain.pem", "ec-chain.pem", Optional.empty()));
    assertEquals(
        "there is no CERTIFICATE in PEM form",
        refusal("ec-pkcs8.key", "ec-pkcs8.key", Optional.empty()));
  }

  @Test
  void aKeyStoreIsReadWithItsPassword() throws IOException {
    byte[] store = file("ec.p12");
    ServerCertificate read = CertificateFiles.ofKeyStore(store, Optional.of("secret"));
    assertEquals(2, read.chain().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> CertificateFiles.ofKeyStore(store, Optional.of("guess")));
    assertThrows(
        IllegalArgumentException.class, () -> CertificateFiles.ofKeyStore(store, Optional.empty()));
  }

  /**
   * A key of another curve, cut off at every byte: refused, and never with anything else thrown.
   */
  @Test
  void aKeyThatIsCutOffIsRefused() throws IOException {
    byte[] der =
        dev.signalbox.core.internal.pem.Pem.blocks(
                new String(file("ec384-sec1.key"), java.nio.charset.StandardCharsets.US_ASCII))
            .get(0)
            .der();
    for (int length = 0; length < der.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(der, length);
      assertThrows(IllegalArgumentException.class, () -> EcKeyDer.toPkcs8(cut, Optional.empty()));
    }
  }
}
