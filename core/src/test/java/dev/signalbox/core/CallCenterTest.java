package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH-3: org ids, call centers and their keys. */
class CallCenterTest {
  private static final Map<String, PublicKey> KEYS = new ConcurrentHashMap<>();

  /** A key of an algorithm and length, made once. */
  private static PublicKey key(String algorithm, int bits) {
    return KEYS.computeIfAbsent(
        algorithm + bits,
        name -> {
          try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair().getPublic();
          } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** A SubjectPublicKeyInfo's PKCS#1 key: what follows its 24 bytes of framing, for 2048 bits. */
  private static byte[] pkcs1(PublicKey key) {
    byte[] spki = key.getEncoded();
    return Arrays.copyOfRange(spki, 24, spki.length);
  }

  private static String refusal(String pem) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CallCenterKey.ofPem(pem)).getMessage();
    assertTrue(message.startsWith("AUTH-3: "), message);
    return message;
  }

  @Test
  void publicKeysInBothFormsOfPemAreTheSame() {
    PublicKey key = key("RSA", 2048);
    CallCenterKey expected = CallCenterKey.of(key);
    String spki = pem("PUBLIC KEY", key.getEncoded());
    assertEquals(expected, CallCenterKey.ofPem(spki));
    assertEquals(expected, CallCenterKey.ofPem(pem("RSA PUBLIC KEY", pkcs1(key))));
    assertEquals(expected, CallCenterKey.ofPem(spki.replace("\n", "\r\n")));
    assertEquals(
        expected, CallCenterKey.ofPem("\uFEFFBag Attributes\n  x: 1\n\n" + spki + "\nrest"));
    assertEquals(expected, CallCenterKey.ofPem(spki.replace("\n", "\n  ")));
    assertEquals(
        expected,
        CallCenterKey.ofPem(
            pem("EC PARAMETERS", new byte[] {1}) + spki + pem("CERTIFICATE", new byte[] {1})));
    assertEquals(expected, CallCenterKey.ofPem(expected.toPem()));
    assertEquals(Optional.empty(), expected.expiresAt());
    assertEquals("RSA 2048", expected.toString());
  }

  @Test
  void aLongerKeyInPkcs1() {
    PublicKey key = key("RSA", 3072);
    assertEquals(CallCenterKey.of(key), CallCenterKey.ofPem(pem("RSA PUBLIC KEY", pkcs1(key))));
  }

  @Test
  void aCertificateGivesItsKeyAndExpiry(@TempDir Path dir) throws Exception {
    X509Certificate certificate = certificate(dir, "RSA", "2048");
    CallCenterKey key = CallCenterKey.ofPem(pem("CERTIFICATE", certificate.getEncoded()));
    assertEquals(CallCenterKey.of(certificate), key);
    assertEquals(certificate.getPublicKey(), key.publicKey());
    assertEquals(Optional.of(certificate.getNotAfter().toInstant()), key.expiresAt());
    assertNotEquals(CallCenterKey.of(certificate.getPublicKey()), key);
    assertEquals(key.publicKey(), CallCenterKey.ofPem(key.toPem()).publicKey());
    assertEquals(
        "RSA 2048, certificate expires " + certificate.getNotAfter().toInstant(), key.toString());
  }

  @Test
  void anExpiredCertificateIsTaken(@TempDir Path dir) throws Exception {
    X509Certificate certificate =
        certificate(dir, "RSA", "2048", "-startdate", "2020/01/01 00:00:00", "-validity", "1");
    assertThrows(CertificateExpiredException.class, certificate::checkValidity);
    assertEquals(
        certificate.getPublicKey(),
        CallCenterKey.ofPem(pem("CERTIFICATE", certificate.getEncoded())).publicKey());
  }

  @Test
  void aCertificateOfAnotherAlgorithmIsRefused(@TempDir Path dir) throws Exception {
    X509Certificate certificate = certificate(dir, "EC", "256");
    assertTrue(refusal(pem("CERTIFICATE", certificate.getEncoded())).contains("for EC"));
    assertThrows(IllegalArgumentException.class, () -> CallCenterKey.of(certificate));
  }

  /** Made by keytool, since the JDK has no interface to make one. */
  private static X509Certificate certificate(
      Path dir, String algorithm, String bits, String... more) throws Exception {
    Path store = dir.resolve("store.p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-alias",
                "a",
                "-dname",
                "CN=DevCallCenter",
                "-keyalg",
                algorithm,
                "-keysize",
                bits));
    command.addAll(List.of(more));
    Path log = dir.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> read(log));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(keys.getCertificate("a").getEncoded()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shortKeysAreForThoseWhoAskForThem() {
    PublicKey weak = key("RSA", 1024);
    String pem = pem("PUBLIC KEY", weak.getEncoded());
    assertTrue(refusal(pem).contains("1024 bits; at least 2048"));
    assertThrows(IllegalArgumentException.class, () -> CallCenterKey.of(weak));
    assertEquals(weak, CallCenterKey.ofWeakPem(pem).publicKey());
    String tooWeak = pem("PUBLIC KEY", key("RSA", 512).getEncoded());
    assertThrows(IllegalArgumentException.class, () -> CallCenterKey.ofWeakPem(tooWeak));
  }

  @Test
  void keysThatAreNotForRs256AreRefused() {
    refusal(pem("PUBLIC KEY", key("EC", 256).getEncoded()));
    assertThrows(IllegalArgumentException.class, () -> CallCenterKey.of(key("EC", 256)));
    PublicKey pss = key("RSASSA-PSS", 2048);
    assertThrows(IllegalArgumentException.class, () -> CallCenterKey.of(pss));
    refusal(pem("PUBLIC KEY", pss.getEncoded()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY"
      })
  void aPrivateKeyIsRefusedAndNotRepeated(String label) {
    String message = refusal(pem(label, "geheim".getBytes(StandardCharsets.US_ASCII)));
    assertTrue(message.contains("private key"), message);
    assertFalse(message.contains("Z2Vo"), message);
    assertTrue(
        refusal(
                pem(label, new byte[] {1})
                    .replace("AQ==", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAQ=="))
            .contains("private key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAQAB\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAQAB\n-----END CERTIFICATE-----",
        "-----BEGIN RSA PUBLIC KEY-----\nAQAB\n-----END RSA PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nAQAB\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nAQAB\n-----END CERTIFICATE REQUEST-----",
        "ssh-rsa AAAAB3NzaC1yc2E= x"
      })
  void junkIsRefused(String pem) {
    refusal(pem);
  }

  @ParameterizedTest
  @CsvSource({
    "00D000000000000, 00D000000000000EAA",
    "00D000000000000EAA, 00D000000000000EAA",
    "00Dabcdefghijkl, 00DabcdefghijklEAA",
    "00DABCDEFGHIJKL, 00DABCDEFGHIJKL255"
  })
  void anOrgIdHasTwoForms(String text, String value) {
    assertEquals(value, new OrgId(text).value());
    assertEquals(Validated.valid(new OrgId(value)), OrgId.parse(text));
    assertEquals(value, new OrgId(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00D",
        "00D00000000000",
        "00D0000000000000",
        "00D000000000000AAA",
        "00D000000000000eaa",
        "00D000000000000EAB",
        "00D000000000000EAAA",
        "00d000000000000",
        "00d000000000000AAA",
        "0LQ000000000000",
        "00D00000000000-",
        "00D00000000000\u0661",
        " 00D000000000000"
      })
  void nothingElseIsAnOrgId(String text) {
    assertEquals(
        List.of(Clause.AUTH_3),
        OrgId.parse(text).violations().stream().map(Violation::clause).toList());
    assertThrows(ContractViolationException.class, () -> new OrgId(text));
  }

  @Test
  void aCallCenterIsAnOrgAndAName() {
    CallCenterId id = CallCenterId.of("00D000000000000", "Dev Call Center");
    assertEquals(id, new CallCenterId(new OrgId("00D000000000000EAA"), "Dev Call Center"));
    assertNotEquals(id, CallCenterId.of("00D000000000000", "dev call center"));
    assertEquals("00D000000000000EAA/Dev Call Center", id.toString());
    for (String name : List.of("", " ", "\u00A0", "a\u0000", "a\n", "a".repeat(256))) {
      assertThrows(
          ContractViolationException.class, () -> CallCenterId.of("00D000000000000", name));
    }
    assertEquals(255, CallCenterId.of("00D000000000000", "a".repeat(255)).apiName().length());
  }

  @Test
  void aProviderNameIsShortTextWithoutControls() {
    assertEquals("amazon%20connect +", new ProviderName("amazon%20connect +").value());
    String longest = "\uD83D\uDE00".repeat(255);
    assertEquals(Validated.valid(new ProviderName(longest)), ProviderName.parse(longest));
    for (String name : List.of("", " \u00A0", "a\u0000", "a\tb", "a\u0085b", longest + "a")) {
      assertEquals(
          List.of(Clause.HDR_2),
          ProviderName.parse(name).violations().stream().map(Violation::clause).toList());
      assertThrows(ContractViolationException.class, () -> new ProviderName(name));
    }
  }
}
