package dev.signalbox.tokens;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.internal.pem.Pem;
import dev.signalbox.core.spi.CallCenterKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates as people have them: from variables, secret stores, chains and keytool. */
class KeyFilesTest {
  private static final String PASSWORD = "change it";

  @TempDir static Path folder;
  private static PrivateKey key;
  private static String leaf;
  private static String ca;

  @BeforeAll
  static void makeAChain() throws Exception {
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=CA", "-ext", "bc=ca:true");
    keytool("-genkeypair", "-alias", "leaf", "-dname", "CN=Leaf", "-signer", "ca");
    KeyStore store = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), password());
    key = (PrivateKey) store.getKey("leaf", password());
    leaf = Pem.write("CERTIFICATE", store.getCertificate("leaf").getEncoded());
    ca = Pem.write("CERTIFICATE", store.getCertificate("ca").getEncoded());
  }

  private static char[] password() {
    return PASSWORD.toCharArray();
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    keytoolFor("PKCS12", "keys.p12", arguments);
  }

  private static void keytoolFor(String type, String file, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
    }
    command.addAll(List.of("-storetype", type, "-keystore", folder.resolve(file).toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-keypass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(folder.resolve("keytool.log")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void assertLeaf(String pem) {
    CallCenterKey read = CallCenterKey.ofPem(pem);
    RSAPublicKey expected = read.publicKey();
    assertEquals(((RSAPrivateCrtKey) key).getModulus(), expected.getModulus());
    assertTrue(read.expiresAt().isPresent());
  }

  @Test
  void theLeafOfAChainCountsInWhateverOrder() {
    assertLeaf(leaf);
    assertLeaf(leaf + ca);
    assertLeaf(ca + leaf);
  }

  @Test
  void aCertificateCountsInWhateverOrderWithItsKey() {
    String privateKey = Pem.write("PRIVATE KEY", key.getEncoded());
    assertLeaf(leaf + privateKey);
    assertLeaf(privateKey + leaf);
    assertLeaf(privateKey + ca + leaf);
  }

  @Test
  void whatIsAmbiguousIsRefused() throws Exception {
    keytool("-genkeypair", "-alias", "other", "-dname", "CN=Other");
    KeyStore store = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), password());
    String other = Pem.write("CERTIFICATE", store.getCertificate("other").getEncoded());
    assertRefused("several certificates", leaf + other);
    String keys =
        Pem.write("PUBLIC KEY", store.getCertificate("leaf").getPublicKey().getEncoded())
            + Pem.write("PUBLIC KEY", store.getCertificate("other").getPublicKey().getEncoded());
    assertRefused("2 different public keys", keys);
  }

  private static void assertRefused(String reason, String pem) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CallCenterKey.ofPem(pem)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  /** Environment variables and secret stores hold a PEM text on one line. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\"", "'%s'"})
  void lineEndsMayBeWrittenAsBackslashAndN(String form) throws Exception {
    String privateKey = Pem.write("PRIVATE KEY", key.getEncoded());
    for (String end : List.of("\\n", "\\r\\n")) {
      assertEquals(key, PrivateKeys.ofPem(form.formatted(privateKey.replace("\n", end))));
      assertLeaf(form.formatted(leaf.replace("\n", end)));
    }
    Path file = folder.resolve("one-line.pem");
    Files.writeString(file, form.formatted(privateKey.replace("\n", "\\n")));
    assertEquals(key, PrivateKeys.load(file.toString()));
    assertEquals(key, PrivateKeys.load("file:" + file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void keyStoresOpenWithAPasswordFile(String type) throws Exception {
    keytoolFor(type, "one." + type, "-genkeypair", "-alias", "one", "-dname", "CN=One");
    Path store = folder.resolve("one." + type);
    Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    KeyStore opened = KeyStore.getInstance(store.toFile(), password());
    assertEquals(
        opened.getKey("one", password()), PrivateKeys.load(store.toString(), passwordFile));

    Path windows = Files.writeString(folder.resolve("windows"), PASSWORD + "\r\nfor the store\r\n");
    assertEquals(opened.getKey("one", password()), PrivateKeys.load(store.toString(), windows));

    Path wrong = Files.write(folder.resolve("wrong"), "secret".getBytes(UTF_8));
    assertUnopened("password in the file", store, wrong);
    String message =
        assertThrows(IllegalArgumentException.class, () -> PrivateKeys.load(store.toString()))
            .getMessage();
    assertTrue(message.contains("needs a password"), message);
  }

  @Test
  void anEmptyPasswordIsNoneOrAnEmptyFirstLine() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(leaf.getBytes(UTF_8)));
    store.setKeyEntry("one", key, new char[0], new Certificate[] {certificate});
    Path file = folder.resolve("open.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, new char[0]);
    }
    assertEquals(key, PrivateKeys.load(file.toString()));
    for (String text : List.of("", "\n", "\r\n", "\nnot the password")) {
      Path passwordFile = Files.writeString(folder.resolve("empty"), text);
      assertEquals(key, PrivateKeys.load(file.toString(), passwordFile));
    }
  }

  /** As DER and JKS begin, but for what follows; and as no text in UTF-8 does. */
  @Test
  void whatOnlyResemblesAKeyStoreIsReadAsText() throws Exception {
    byte[] der = {0x30, (byte) 0x82, 1, 2};
    byte[] jks = {(byte) 0xFE, (byte) 0xED, (byte) 0xFE, (byte) 0xED};
    for (byte[] text : List.of(der, jks, "0011".getBytes(UTF_16LE))) {
      assertUnread("there is no PRIVATE KEY", text);
    }
    assertUnread("needs a password", Arrays.copyOf(der, 5));
    assertUnread("needs a password", Arrays.copyOf(jks, 5));
  }

  private static void assertUnread(String reason, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("content"), content);
    String message =
        assertThrows(IllegalArgumentException.class, () -> PrivateKeys.load(file.toString()))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void aKeyStoreWithSeveralKeysIsRefused() throws Exception {
    Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD);
    assertUnopened("exactly one", folder.resolve("keys.p12"), passwordFile);
  }

  private static void assertUnopened(String reason, Path store, Path passwordFile) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PrivateKeys.load(store.toString(), passwordFile))
            .getMessage();
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void aVariableThatIsNotSetIsNamed() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> PrivateKeys.load("env:NO_SUCH_VARIABLE_HERE"))
            .getMessage();
    assertTrue(message.contains("NO_SUCH_VARIABLE_HERE"), message);
  }
}
