package dev.signalbox.testkit.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.signalbox.testkit.internal.cli.VerifyCommandTest.Run;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint behind TLS whose certificate is its own. */
class SecureEndpointTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path folder;
  private HttpsServer server;

  /** Made by the JDK's own tool, for one address. */
  private Path certificate(String address) throws Exception {
    Path store = folder.resolve("store.p12");
    Path pem = folder.resolve("certificate.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        store.toString(),
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=" + address);
    keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        store.toString(),
        "-alias",
        "a",
        "-file",
        pem.toString());
    return pem;
  }

  private static void keytool(String... args) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Arrays.stream(args),
                Stream.of("-storepass", new String(PASSWORD)))
            .flatMap(parts -> parts)
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, process.waitFor());
  }

  @BeforeEach
  void create() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void start() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] body = "{\"status\":\"202 Accepted\"}".getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(202, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private Run endpoint(String... more) throws Exception {
    String[] usual = {
      "endpoint",
      "https://127.0.0.1:" + server.getAddress().getPort(),
      "--org",
      "00D000000000000EAA",
      "--call-center",
      "DevCallCenter",
      "--key",
      VerifyCommandTest.writeKey(folder).toString(),
      "--timeout",
      "60",
      "--verbose",
      "--clause",
      "answer/RES-1/202,EVT-4"
    };
    return VerifyCommandTest.run(
        Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void itsCertificateIsTrustedWhenToldSo() throws Exception {
    Path certificate = certificate("ip:127.0.0.1");
    start();
    Run run = endpoint("--cacert", certificate.toString());
    assertTrue(run.out().contains("RES-1    holds"), run.out() + run.err());
    assertTrue(
        run.out().contains("curl -i --path-as-is '--cacert' '" + certificate + "'"), run.out());
  }

  @Test
  void otherwiseItCantBeChecked() throws Exception {
    certificate("ip:127.0.0.1");
    start();
    Run run = endpoint();
    assertEquals(3, run.code());
    assertTrue(run.err().contains("a certificate that this machine does not trust"), run.err());
    assertTrue(run.err().contains("--cacert FILE"), run.err());
  }

  @Test
  void aCertificateForAnotherHostIsNotTakenForThisOne() throws Exception {
    Path certificate = certificate("ip:127.0.0.2");
    start();
    Run run = endpoint("--cacert", certificate.toString());
    assertEquals(3, run.code(), run.out());
    assertTrue(run.err().contains("127.0.0.1"), run.err());
  }

  @Test
  void aFileWithoutCertificatesIsAWrongOption() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertEquals(2, endpoint("--cacert", empty.toString()).code());
    assertEquals(2, endpoint("--cacert", folder.resolve("none").toString()).code());
  }
}
