package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.TokenSigner;
import dev.signalbox.transport.http.EndpointServer;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the README shows, compiled and run as it stands there; and other engines under the endpoint.
 */
class EmbeddingTest {
  private static final String DESCRIPTOR = "module app {\n  requires dev.signalbox;\n}\n";

  @TempDir private static Path folder;
  private static KeyPair keys;
  private static Path publicKey;

  @BeforeAll
  static void keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    publicKey =
        Files.writeString(folder.resolve("public.pem"), CallCenterKey.of(keys.getPublic()).toPem());
  }

  private static String token() {
    return TokenSigner.builder(
            CallCenterId.of("00D000000000000EAA", "DevCallCenter"), keys.getPrivate())
        .jti(false)
        .build()
        .sign();
  }

  private static HttpResponse<String> post(InetSocketAddress server, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + server.getPort()
                        + "/telephony/v1/voiceCalls/k/realtimeConversationEvents"))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static String batch(String value) {
    return "{\"service\":\"S\",\"events\":[{\"type\":\"IntelligenceSignal__Category\",\"value\":\""
        + value
        + "\",\"startTime\":1763885279123}]}";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theReadmesProgram(boolean asModule, @TempDir Path work) throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(block.find());
    String source = "package app;\n" + block.group(1).replace("8081", "0");
    Path classes = Program.compile(work, "Gateway", source, asModule ? DESCRIPTOR : "");
    try (Program program =
        Program.run(classes, asModule, List.of(), "Gateway", publicKey.toString())) {
      InetSocketAddress server = program.address();
      assertEquals(202, post(server, batch("CustomerAngry")).statusCode());
      assertTrue(program.line("0 [").contains("CustomerAngry"));
    }
  }

  /** The JDK's server would close idle connections beyond 200 under their clients. */
  @Test
  void moreKeepAliveConnectionsThanTheJdksServerKeepsByItself(@TempDir Path work) throws Exception {
    Path classes = Program.compile(work, "LateAnswers", lateAnswers(), DESCRIPTOR);
    List<Http> connections = new ArrayList<>();
    try (Program program =
        Program.run(classes, true, List.of(), "LateAnswers", publicKey.toString())) {
      InetSocketAddress server = program.address();
      Http.Request request = TestServer.batch("k").with("Authorization", "Bearer " + token());
      for (int i = 0; i < 300; i++) {
        connections.add(new Http(server));
      }
      for (int round = 0; round < 2; round++) {
        for (Http connection : connections) {
          assertEquals(202, connection.send(request).status());
        }
      }
    } finally {
      for (Http connection : connections) {
        connection.close();
      }
    }
  }

  /** A client without a token can't keep the threads busy with requests that never end. */
  @Test
  void manyBodiesThatNeverEndDelayNobody(@TempDir Path work) throws Exception {
    Path classes = Program.compile(work, "LateAnswers", lateAnswers(), DESCRIPTOR);
    List<Http> connections = new ArrayList<>();
    try (Program program =
        Program.run(classes, true, List.of(), "LateAnswers", publicKey.toString())) {
      InetSocketAddress server = program.address();
      Http.Request unfinished =
          TestServer.batch("k").with("Authorization").with("Content-Length", "5000");
      for (int i = 0; i < EndpointServer.DEFAULT_THREADS + 20; i++) {
        Http connection = new Http(server);
        connections.add(connection);
        assertEquals(401, connection.send(unfinished).status());
      }
      try (Http good = new Http(server)) {
        Http.Request request = TestServer.batch("k").with("Authorization", "Bearer " + token());
        assertEquals(202, good.send(request).status());
      }
    } finally {
      for (Http connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void theModuleSeesATypeOfEveryExportedPackage(@TempDir Path work) throws Exception {
    String source = lateAnswers();
    for (String exported : exportedPackages()) {
      assertTrue(source.contains("import " + exported + ".*;"), exported);
    }
    Program.compile(work, "LateAnswers", source, DESCRIPTOR);
  }

  private static String lateAnswers() throws IOException {
    try (var in = EmbeddingTest.class.getResourceAsStream("/embedding/LateAnswers.java.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> exportedPackages() {
    Set<String> modules =
        Set.of(
            "dev.signalbox.core",
            "dev.signalbox.format.xml",
            "dev.signalbox.sender",
            "dev.signalbox.tokens",
            "dev.signalbox.transport.http",
            "dev.signalbox.transport.inmemory");
    return ModuleFinder.of(Program.modules().toArray(Path[]::new)).findAll().stream()
        .map(ModuleReference::descriptor)
        .filter(d -> modules.contains(d.name()))
        .flatMap(d -> d.exports().stream())
        .filter(e -> !e.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .toList();
  }

  @Test
  void theJdksEngineAnswersLater(@TempDir Path work) throws Exception {
    assertWorksOn("sun.net.httpserver.DefaultHttpServerProvider", List.of(), work);
  }

  /** Its answer is empty if the handler returns before it. */
  @Test
  void jettysEngine(@TempDir Path work) throws Exception {
    assertWorksOn("org.eclipse.jetty.http.spi.JettyHttpServerProvider", engine("jetty"), work);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "robaho's engine needs Java 21")
  void robahosEngine(@TempDir Path work) throws Exception {
    assertWorksOn("robaho.net.httpserver.DefaultHttpServerProvider", engine("robaho"), work);
  }

  private static List<Path> engine(String name) throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target/engines", name))) {
      return jars.toList();
    }
  }

  private static void assertWorksOn(String provider, List<Path> engine, Path work)
      throws Exception {
    String source = lateAnswers();
    Path classes = Program.compile(work, "LateAnswers", source, DESCRIPTOR);
    try (Program program =
        Program.run(classes, true, engine, "LateAnswers", publicKey.toString())) {
      assertEquals("engine " + provider, program.line("engine "));
      InetSocketAddress server = program.address();
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> accepted = post(server, batch("Signal" + i));
        assertEquals(202, accepted.statusCode());
        assertEquals("{\"status\":\"202 Accepted\"}", accepted.body());
        HttpResponse<String> refused = post(server, "{");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("BODY-4"), refused.body());
      }
      for (int i = 0; i < 20; i++) {
        assertTrue(
            program.line("{\"type\":\"INTELLIGENCE_SIGNAL\"").contains("\"sequence\":" + i + ","));
      }
    }
  }
}
