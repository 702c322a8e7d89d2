package dev.signalbox.core.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files with several keys or certificates (AUTH-3). */
class CallCenterKeyFilesTest {
  /** Of CN=DevCallCenter, issued by the other. */
  private static final String LEAF =
      """
      -----BEGIN CERTIFICATE-----
      MIIBrTCCARYCFGScrYGmjMNzAZyLe/frKL9/QtFUMA0GCSqGSIb3DQEBCwUAMBEx
      DzANBgNVBAMMBklzc3VlcjAgFw0yNjExMjcxNDA2MTlaGA8yMTI2MDcyNjE0MDYx
      OVowGDEWMBQGA1UEAwwNRGV2Q2FsbENlbnRlcjCBnzANBgkqhkiG9w0BAQEFAAOB
      jQAwgYkCgYEAyXQH7o4v//JM2jXBhcNgpeIp6A5ueXMDgg1x3iFZic73+R3Z2R6P
      4T2Mmd/X7j5FLiLvW8EPKFS9fsNJykZB5rNgsMQS/1aJKLmQWrMvHGcfKArxjv6l
      aB3QpayQiTFN3EnHwWc+EGBkKOu6yEZuzFbFS5af3AQbeIrEhYELgiUCAwEAATAN
      BgkqhkiG9w0BAQsFAAOBgQAQg94qA69dNsQTkVMQ8SiadsNT5hBwsgu/IVelnGYs
      iQ/gXZJtojg9wJbtFBAzMyD3sPPYKY5JQt1kOofrhgIbWmBSfYK3zQpfIFJRS96V
      unQnKvIL2Qnk+I+BZox4Z1nfTERJwOSEMETACVwec7D0lQhPkhsEAKnjWVmPlJRa
      LA==
      -----END CERTIFICATE-----
      """;

  /** Of CN=Issuer, issued by itself. */
  private static final String ISSUER =
      """
      -----BEGIN CERTIFICATE-----
      MIICADCCAWmgAwIBAgIUSmnUMsc2i/4GqOHAZPsz9kYAjIAwDQYJKoZIhvcNAQEL
      BQAwETEPMA0GA1UEAwwGSXNzdWVyMCAXDTI2MTEyNzE0MDYxOVoYDzIxMjYxMTAz
      MTQwNjE5WjARMQ8wDQYDVQQDDAZJc3N1ZXIwgZ8wDQYJKoZIhvcNAQEBBQADgY0A
      MIGJAoGBAKGruQxf+yYGjx5phL4+hwTsnIvX7mcIXh+4fgBsp/WquIAH6zVimda+
      kvWpTwCSNG6MiXPt6YlnEnyDjuOJwnrWSm7bYkCy7KQhhx8YgxHjYR3m80JdzQsx
      1pbaJNi2lDJpQiFytnLhws2Ah2683a1Cq56n75L+Q6S6f106RldfAgMBAAGjUzBR
      MB0GA1UdDgQWBBTSCvcut/TtNInr1DHH24uOm5ZmQzAfBgNVHSMEGDAWgBTSCvcu
      t/TtNInr1DHH24uOm5ZmQzAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUA
      A4GBAJh0Y4NcbHN2qmummA/Dmyoe7Kix03E9zS4wS2RL8yfmpVXRXkaP0N++9rzq
      92EbWwJD6YHNpg7hDXtwhrlramLYkajCUqAiQaAf4PlV4b6LVt+c2VO3SwHZYlKI
      y49GZwrMFjflsv936M4W+YB2/uptAtJqWDAOd0pP2MqfWGUl
      -----END CERTIFICATE-----
      """;

  private static final String LEAF_KEY =
      """
      -----BEGIN PUBLIC KEY-----
      MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDJdAfuji//8kzaNcGFw2Cl4ino
      Dm55cwOCDXHeIVmJzvf5HdnZHo/hPYyZ39fuPkUuIu9bwQ8oVL1+w0nKRkHms2Cw
      xBL/VokouZBasy8cZx8oCvGO/qVoHdClrJCJMU3cScfBZz4QYGQo67rIRm7MVsVL
      lp/cBBt4isSFgQuCJQIDAQAB
      -----END PUBLIC KEY-----
      """;

  private static final String PRIVATE =
      "-----BEGIN PRIVATE KEY-----\nAQAB\n-----END PRIVATE KEY-----\n";

  private static final Instant END_OF_LEAF = Instant.parse("2126-07-26T14:06:19Z");

  private static String refusal(String pem) {
    return assertThrows(IllegalArgumentException.class, () -> CallCenterKey.ofWeakPem(pem))
        .getMessage();
  }

  @Test
  void ofAChainTheLeafCountsInWhateverOrderItStands() {
    CallCenterKey alone = CallCenterKey.ofWeakPem(LEAF);
    assertEquals(Optional.of(END_OF_LEAF), alone.expiresAt());
    for (String chain : List.of(LEAF + ISSUER, ISSUER + LEAF, LEAF + ISSUER + LEAF)) {
      assertEquals(alone, CallCenterKey.ofWeakPem(chain));
    }
  }

  @Test
  void anIssuerThatIssuedItselfIsALeafWhenItIsAlone() {
    CallCenterKey issuer = CallCenterKey.ofWeakPem(ISSUER);
    assertNotEquals(issuer.publicKey(), CallCenterKey.ofWeakPem(LEAF).publicKey());
    assertEquals(issuer, CallCenterKey.ofWeakPem(ISSUER + ISSUER));
  }

  @Test
  void aBareKeyCountsBeforeCertificates() {
    CallCenterKey bare = CallCenterKey.ofWeakPem(LEAF_KEY);
    assertEquals(Optional.empty(), bare.expiresAt());
    for (String file :
        List.of(LEAF_KEY + LEAF, ISSUER + LEAF_KEY, LEAF_KEY + LEAF_KEY, PRIVATE + LEAF_KEY)) {
      assertEquals(bare, CallCenterKey.ofWeakPem(file));
    }
    assertEquals(LEAF_KEY.replace("\n", ""), bare.toPem().replace("\n", ""));
    assertEquals("RSA 1024", bare.toString());
  }

  @Test
  void aPrivateKeyBesideACertificateIsPassedOver() {
    assertEquals(CallCenterKey.ofWeakPem(LEAF), CallCenterKey.ofWeakPem(PRIVATE + LEAF));
  }

  @Test
  void aFileHasOneKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    String other =
        new CallCenterKey((RSAPublicKey) generator.generateKeyPair().getPublic(), Optional.empty())
            .toPem();
    assertEquals(
        "AUTH-3: there are 2 different public keys in one file: give one file for each key.",
        refusal(LEAF_KEY + other));
  }

  @Test
  void aRefusalSaysWhatToGiveInstead() {
    assertEquals(
        "AUTH-3: this is a private key, which only the sender of tokens may have: give the public"
            + " key or the certificate that belongs to it.",
        refusal(PRIVATE));
    assertEquals(
        "AUTH-3: there is no PUBLIC KEY and no CERTIFICATE in PEM form.", refusal("no PEM"));
    assertEquals(
        "AUTH-3: the key is not an RSA public key.", refusal(LEAF_KEY.replace("MIGf", "MIGe")));
    assertEquals(
        "AUTH-3: the certificate is not an X.509 certificate.",
        refusal(LEAF.replace("MIIB", "MIIA")));
    assertEquals("AUTH-3: the PEM block is not base64.", refusal(LEAF_KEY.replace("MIGf", "M=Gf")));
    assertEquals("AUTH-3: the PEM block is not base64.", refusal(LEAF.replace("MIIB", "M=IB")));
    assertEquals(
        "AUTH-3: the key has 1024 bits; at least 2048 are needed.",
        assertThrows(IllegalArgumentException.class, () -> CallCenterKey.ofPem(LEAF)).getMessage());
  }

  @Test
  void noKeyIsWeakerThanTheWeakest() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(512);
    RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    assertEquals(
        "AUTH-3: the key has 512 bits; at least 1024 are needed.",
        assertThrows(IllegalArgumentException.class, () -> new CallCenterKey(key, Optional.empty()))
            .getMessage());
  }
}
