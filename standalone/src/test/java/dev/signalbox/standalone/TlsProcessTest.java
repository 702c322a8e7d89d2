package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server over TLS. */
class TlsProcessTest {
  @TempDir Path dir;

  private Path copy(String name, String to) throws IOException {
    Path file = dir.resolve(to);
    Path whole = dir.resolve(to + ".new");
    try (InputStream in = TlsProcessTest.class.getResourceAsStream("tls/" + name)) {
      Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
    }
    // As tools replace files: at once.
    return Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static SSLContext trusting(InputStream pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (pem) {
      store.setCertificateEntry(
          "one", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static SSLContext trustingTheTestsAuthority() throws Exception {
    return trusting(TlsProcessTest.class.getResourceAsStream("tls/ca.pem"));
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Connects anew, and tells whose certificate the server has, by its kind of key. */
  private static SSLSocket connect(SSLContext context, String url, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return socket;
  }

  private static String kindOfKey(String url) throws Exception {
    try (SSLSocket socket = connect(trustingTheTestsAuthority(), url)) {
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getPublicKey().getAlgorithm();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSelfMadeCertificateIsForDevelopment(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name(), "--dev-tls")) {
      String url = server.url();
      assertTrue(url.startsWith("https://127.0.0.1:"), url);
      server.err().await("curl --cacert ");
      server.err().await("NODE_EXTRA_CA_CERTS=");
      server.err().await("-Djavax.net.ssl.trustStore=");
      SSLContext trusting = trusting(Files.newInputStream(dir.resolve(".signalbox/tls-cert.pem")));
      HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
      HttpResponse<String> answer = get(client, url + "/healthz");
      assertEquals("ok\n", answer.body());
      assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        try (SSLSocket socket = connect(trusting, url, protocol)) {
          assertEquals(protocol, socket.getSession().getProtocol());
        }
      }
      assertThrows(SSLException.class, () -> get(HttpClient.newHttpClient(), url + "/healthz"));
      Program.Ended sent =
          Program.run(dir, "send", "--to", url, "--call", "call-1", "--value", "a", "--dir", ".");
      assertEquals(ExitCode.OK, sent.exitCode(), sent::err);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
    }
    // The next server has the same certificate, so that it is trusted already.
    byte[] before = Files.readAllBytes(dir.resolve(".signalbox/tls-cert.pem"));
    try (Program server = Program.serve(dir, "--dev-tls", "--quiet")) {
      server.url();
    }
    assertEquals(
        new String(before, StandardCharsets.US_ASCII),
        Files.readString(dir.resolve(".signalbox/tls-cert.pem")));
  }

  /** Requests go on all the time while the certificate changes, and each is answered. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aChangedCertificateIsUsedWithoutARestart(Engine engine) throws Exception {
    Path cert = copy("rsa-chain.pem", "cert.pem");
    Path key = copy("rsa-pkcs1.key", "key.pem");
    try (Program server =
        Program.serve(
            dir,
            "--engine",
            engine.name(),
            "--tls-cert",
            cert.toString(),
            "--tls-key",
            key.toString())) {
      String url = server.url();
      assertEquals("RSA", kindOfKey(url));
      AtomicBoolean changed = new AtomicBoolean();
      Thread requests =
          new Thread(
              () -> {
                try {
                  SSLContext trusting = trustingTheTestsAuthority();
                  HttpClient kept = HttpClient.newBuilder().sslContext(trusting).build();
                  do {
                    assertEquals(200, get(kept, url + "/healthz").statusCode());
                  } while (!changed.get());
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      AtomicBoolean failed = new AtomicBoolean();
      requests.setUncaughtExceptionHandler((thread, e) -> failed.set(true));
      requests.start();
      copy("ec-chain.pem", "cert.pem");
      server.err().await("TLS goes on with the certificate that it has");
      assertEquals("RSA", kindOfKey(url));
      copy("ec-sec1.key", "key.pem");
      server.err().await("TLS goes on with the certificate of CN=localhost");
      assertEquals("EC", kindOfKey(url));
      changed.set(true);
      requests.join();
      assertTrue(!failed.get(), "a request failed");
    }
  }

  @Test
  void aKeyStoreIsOpenedWithAPasswordFromTheEnvironmentOrAFile() throws Exception {
    Path store = copy("ec.p12", "store.p12");
    Path password = Files.writeString(dir.resolve("password"), "secret\n");
    try (Program server =
        Program.start(
            dir,
            Map.of("SIGNALBOX_TLS_KEYSTORE_PASSWORD", "secret"),
            "serve",
            "--port",
            "0",
            "--tls-keystore",
            store.toString())) {
      assertEquals("EC", kindOfKey(server.url()));
    }
    try (Program server =
        Program.serve(
            dir,
            "--tls-keystore",
            store.toString(),
            "--tls-keystore-password-file",
            password.toString())) {
      assertEquals("EC", kindOfKey(server.url()));
    }
    Files.writeString(password, "guess\n");
    Program.Ended ended =
        Program.run(
            dir,
            "serve",
            "--port=0",
            "--tls-keystore=" + store,
            "--tls-keystore-password-file=" + password);
    assertEquals(ExitCode.FAILURE, ended.exitCode());
    assertTrue(ended.err().contains("can't be opened"), ended.err());
    assertTrue(!ended.err().contains("guess"), ended.err());
  }

  @Test
  void whatContradictsItselfIsRefused() throws Exception {
    for (String[] options :
        new String[][] {
          {"--dev-tls", "--tls-cert=cert.pem"},
          {"--tls-key=key.pem"},
          {"--tls-keystore-password=x"},
          {"--engine=jdk", "--max-connections-per-address=1"}
        }) {
      String[] all = new String[options.length + 2];
      all[0] = "serve";
      all[1] = "--port=0";
      System.arraycopy(options, 0, all, 2, options.length);
      Program.Ended ended = Program.run(dir, all);
      assertEquals(ExitCode.USAGE, ended.exitCode(), ended.err());
      assertEquals(1, ended.err().lines().count(), ended.err());
    }
  }
}
