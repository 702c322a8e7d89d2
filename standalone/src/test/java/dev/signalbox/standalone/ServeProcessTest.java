package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.serve.Engine;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server in a process of its own. */
class ServeProcessTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"TERM, jdk", "INT, jdk", "TERM, netty", "INT, netty"})
  void aBatchIsPrintedAndASignalEndsTheServerWell(String signal, String engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine)) {
      String url = server.url();
      assertTrue(url.matches("http://127\\.0\\.0\\.1:[1-9][0-9]*"), url);
      Client client = Client.development(url, dir);
      assertEquals(202, client.send("call-1", "CustomerAngry"));
      server.out().await(1);
      server.signal(signal);
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
      List<String> lines = server.out().list();
      assertEquals(1, lines.size(), lines::toString);
      JsonObject event = json(lines.get(0));
      assertEquals("INTELLIGENCE_SIGNAL", event.getString("type"));
      JsonObject detail = event.getJsonObject("detail");
      assertEquals("call-1", detail.getString("callId"));
      assertEquals("call-1", detail.getString("vendorCallKey"));
      assertEquals("00D000000000000EAA", detail.getString("orgId"));
      assertEquals("DevCallCenter", detail.getString("callCenter"));
      assertEquals(0, detail.getInt("sequence"));
      assertEquals(
          "CustomerAngry", detail.getJsonArray("events").getJsonObject(0).getString("value"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aServerThatWasNeverAskedEndsWell(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name())) {
      server.url();
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertEquals(List.of(), server.out().list());
    }
  }

  /** Elsewhere than on Linux there is no native transport. */
  @Test
  void nettysEngineWorksWithoutItsNativeTransport() throws Exception {
    Map<String, String> environment =
        Map.of("JDK_JAVA_OPTIONS", "-Dio.netty.transport.noNative=true");
    try (Program server =
        Program.start(dir, environment, "serve", "--port", "0", "--engine", "netty")) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "a"));
      server.out().await(1);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
    }
  }

  /** Every line is whole, in its conversation's order, among others. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void manyCallsAtOnceKeepTheirLinesWholeAndInOrder(Engine engine) throws Exception {
    int calls = 8;
    int batches = 40;
    try (Program server = Program.serve(dir, "--engine", engine.name())) {
      Client client = Client.development(server.url(), dir);
      server.out();
      ExecutorService pool = Executors.newFixedThreadPool(calls);
      try {
        List<Future<?>> senders = new ArrayList<>();
        for (int c = 0; c < calls; c++) {
          String call = "call-" + c;
          senders.add(
              pool.submit(
                  () -> {
                    for (int b = 0; b < batches; b++) {
                      assertEquals(202, client.send(call, b + "é".repeat(500 + b)));
                    }
                    return null;
                  }));
        }
        for (Future<?> sender : senders) {
          sender.get(60, TimeUnit.SECONDS);
        }
      } finally {
        pool.shutdownNow();
      }
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
      Map<String, Integer> next = new HashMap<>();
      for (String line : server.out().list()) {
        JsonObject detail = json(line).getJsonObject("detail");
        int sequence = next.merge(detail.getString("callId"), 1, Integer::sum) - 1;
        assertEquals(sequence, detail.getInt("sequence"));
        assertEquals(
            sequence + "é".repeat(500 + sequence),
            detail.getJsonArray("events").getJsonObject(0).getString("value"));
      }
      assertEquals(calls, next.size());
      assertTrue(next.values().stream().allMatch(count -> count == batches), next::toString);
    }
  }

  /** Who sends many tokens is served by native code from some point on, and sees no difference. */
  @Test
  void manySignaturesAreVerifiedByTheNativeProvider() throws Exception {
    assumeNativeCode();
    try (Program server = Program.serve(dir, "--quiet")) {
      Client client = Client.development(server.url(), dir);
      int sent = 0;
      while (!server.mapped().contains("libamazonCorrettoCryptoProvider")) {
        for (int i = 0; i < 100; i++) {
          assertEquals(202, client.send("call-1", "one"));
        }
        sent += 100;
      }
      assertTrue(sent >= 1000, "loaded when it does not yet pay");
      for (int i = 0; i < 100; i++) {
        assertEquals(202, client.send("call-1", "two"));
      }
      Client forger = new Client(client.url(), DevelopmentCallCenter.ID, anotherKey());
      assertEquals(401, forger.send("call-1", "three"));
      assertFalse(server.err().all().contains("can't be used"), server.err()::all);
    }
  }

  /** The driver would otherwise write it into the temporary folder at each start. */
  @Test
  void theDataFilesLibraryIsTheOneThatIsThere() throws Exception {
    assumeNativeCode();
    try (Program server = Program.serve(dir, "--quiet", "--data", dir.resolve("data").toString())) {
      server.url();
      assertTrue(server.mapped().contains("/native/libsqlitejdbc.so"), server.mapped());
    }
  }

  private static void assumeNativeCode() {
    if (!System.getProperty("os.name").equals("Linux")
        || !List.of("amd64", "aarch64").contains(System.getProperty("os.arch"))) {
      String loud = "SKIPPED: the build has no native code for this system to be tested";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
  }

  private Path anotherKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return Files.writeString(
        dir.resolve("another.pem"), Pems.ofPrivate(generator.generateKeyPair().getPrivate()));
  }

  @Test
  void whatIsRefusedIsLoggedAndNotPrinted() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      HttpResponse<String> refused =
          client.post(
              "/call-1/realtimeConversationEvents",
              "{\"service\":\"AmazonConnectContactLens\",\"events\":[]}");
      assertEquals(400, refused.statusCode());
      HttpResponse<String> noToken =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/telephony/v1/voiceCalls"))
                      .header("Authorization", "Bearer aaaa.bbbb.secretsecret")
                      .POST(HttpRequest.BodyPublishers.ofString("{}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(401, noToken.statusCode());
      server.err().await("with 400 (call center 00D000000000000EAA/DevCallCenter): BODY-3");
      String line = server.err().await(" with 401");
      assertTrue(
          line.matches(".* WARNING refused POST /telephony/v1/voiceCalls with 401: AUTH-.*"), line);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertEquals(List.of(), server.out().list());
      assertTrue(!server.err().all().contains("secretsecret"), "a token in the log");
    }
  }

  @Test
  void whatIsOddIsWarnedOfOnce() throws Exception {
    try (Program server = Program.serve(dir)) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("first", "a"));
      assertEquals(
          201,
          client
              .post(
                  "",
                  "{\"vendorCallKey\":\"second\",\"initiationMethod\":\"Transfer\","
                      + "\"parentVoiceCallId\":\"first\"}")
              .statusCode());
      for (int i = 0; i < 2; i++) {
        assertEquals(202, client.send("second", "a"));
        assertEquals(
            202,
            client
                .post("/first/realtimeConversationEvents", Client.category("b", 1_573_503_300L))
                .statusCode());
        assertEquals(404, client.post("/first/voicemailDrop", "{}").statusCode());
      }
      server.out().await(5);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      Program.Lines err = server.err();
      assertEquals(1, err.count("WARNING KEY-3: "), err::all);
      assertEquals(1, err.count("WARNING EVT-3: "), err::all);
      assertEquals(1, err.count("\"Voicemail Drop\""), err::all);
      List<String> lines = server.out().list();
      for (int i = 0; i < 5; i++) {
        JsonObject detail = json(lines.get(i)).getJsonObject("detail");
        assertEquals("first", detail.getString("callId"));
        assertEquals(i, detail.getInt("sequence"));
      }
    }
  }

  @Test
  void aQuietServerPrintsItsFirstLineAlone() throws Exception {
    try (Program development = Program.serve(dir)) {
      development.url();
    }
    // In development mode the console would be a subscriber.
    String callCenter =
        "00D000000000000EAA:DevCallCenter:" + dir.resolve(".signalbox").resolve("public.pem");
    try (Program server = Program.serve(dir, "--quiet", "--call-center", callCenter)) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "a"));
      assertEquals(202, client.send("call-1", "b"));
      server.err().await("there is no subscriber");
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      server.out().awaitEnd();
      assertEquals(List.of(), server.out().list());
      assertEquals(1, server.err().count("there is no subscriber"));
    }
  }

  /** A reader that stops reading holds up the deliveries; when it goes on, nothing is lost. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSignalRefusesWhatIsNewAndDeliversWhatWasAccepted(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--drain", "100", "--engine", engine.name())) {
      Client client = Client.development(server.url(), dir);
      int accepted = fillStandardOutput(client);
      server.signal("TERM");
      server.err().await("stopping");
      HttpResponse<String> late =
          client.post("/late/realtimeConversationEvents", Client.category("late", 1));
      while (late.statusCode() == 202) {
        // The signal came, and the transport has not been told yet.
        accepted++;
        late = client.post("/late/realtimeConversationEvents", Client.category("late", 1));
      }
      assertEquals(503, late.statusCode());
      assertTrue(late.headers().firstValue("Retry-After").isPresent());
      int expected = accepted;
      server.out();
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
      assertEquals(expected, server.out().list().size());
    }
  }

  @Test
  void whatCantBeDeliveredInTimeIsReported() throws Exception {
    try (Program server = Program.serve(dir, "--drain", "0")) {
      Client client = Client.development(server.url(), dir);
      fillStandardOutput(client);
      server.signal("TERM");
      assertEquals(ExitCode.REFUSED, server.exitCode());
      server.err().await("conversations were not delivered within 0 s");
      server.err().await("not delivered: ");
      assertTrue(
          server.err().list().stream()
              .anyMatch(line -> line.matches(".*DLV-6: not delivered: [0-9]+ of call big .*")),
          () -> server.err().all());
    }
  }

  /** Sends more than a pipe holds, which nobody reads. */
  private static int fillStandardOutput(Client client) throws Exception {
    int batches = 20;
    for (int i = 0; i < batches; i++) {
      assertEquals(202, client.send("big", "x".repeat(100_000)));
    }
    return batches;
  }

  @Test
  void aClosedStandardOutputIsWarnedOfAndStopsNothing() throws Exception {
    try (Program server = Program.serve(dir)) {
      Client client = Client.development(server.url(), dir);
      server.closeOut();
      for (int i = 0; i < 3; i++) {
        assertEquals(202, client.send("call-1", "a"));
      }
      server.err().await("standard output can't be written any more");
      assertEquals(202, client.send("call-1", "a"));
      server.signal("TERM");
      assertEquals(ExitCode.REFUSED, server.exitCode());
      assertEquals(1, server.err().count("standard output can't be written any more"));
      server.err().await("4 deliveries failed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aPortThatIsTakenIsOneClearLine(Engine engine) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Program.Ended ended =
          Program.run(
              dir,
              "serve",
              "--port",
              Integer.toString(taken.getLocalPort()),
              "--engine",
              engine.name());
      assertEquals(ExitCode.FAILURE, ended.exitCode());
      assertEquals("", ended.out());
      assertEquals(1, ended.err().lines().count(), ended.err());
      assertTrue(
          ended
              .err()
              .startsWith(
                  "signalbox: can't listen on http://127.0.0.1:" + taken.getLocalPort() + ": "),
          ended.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve --port 0", "version", "--help"})
  void aStandardOutputThatTakesNothingIsOneClearLine(String command) throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" -p \"$1\" -m dev.signalbox.standalone/dev.signalbox.standalone.Main"
                    + " "
                    + command
                    + " >/dev/full",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("signalbox.modules"))
            .directory(dir.toFile())
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.FAILURE, process.waitFor(), err);
    assertTrue(err.startsWith("signalbox: standard output can't be written: "), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void theHelpOfDevelopmentModeCanBePasted() throws Exception {
    try (Program server = Program.serve(dir, "--require-known-calls", "--service", "It's mine")) {
      String url = server.url();
      server.err().await(line -> line.contains(url));
      String launcher =
          Path.of(System.getProperty("java.home"), "bin", "java")
              + " -p "
              + System.getProperty("signalbox.modules")
              + " -m dev.signalbox.standalone/dev.signalbox.standalone.Main \"$@\"";
      Path program = dir.resolve("signalbox");
      Files.writeString(program, "#!/bin/sh\nexec " + launcher + "\n");
      assertTrue(program.toFile().setExecutable(true));
      for (String start : List.of("  ./signalbox call ", "  ./signalbox send ", "  curl ")) {
        String line = server.err().await(l -> l.startsWith(start));
        Process pasted =
            new ProcessBuilder("sh", "-c", line)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(pasted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, pasted.waitFor(), answer);
        assertTrue(answer.contains("202 Accepted") || answer.contains("voiceCallId"), answer);
      }
      server.out().await(2);
    }
  }

  @Test
  void aCallCenterEndsDevelopmentMode() throws Exception {
    CallCenterId id = CallCenterId.of("00D000000000001", "Center");
    Path privatePem = dir.resolve("private.pem");
    Path publicPem = keyPair(privatePem, 2048);
    String option = "00D000000000001:Center:" + publicPem;
    // On every address, which development mode refuses.
    try (Program server =
        Program.serve(dir, "--call-center", option, "--host", "0.0.0.0", "--strict")) {
      String url = server.url();
      assertTrue(url.startsWith("http://0.0.0.0:"), url);
      String local = url.replace("0.0.0.0", "127.0.0.1");
      assertTrue(Files.notExists(dir.resolve(".signalbox")));
      assertEquals(202, new Client(local, id, privatePem).send("call-1", "a"));
      Path development = Files.createDirectory(dir.resolve("development"));
      DevelopmentCallCenter.open(development);
      assertEquals(401, Client.development(local, development).send("call-1", "a"));
      String line = server.out().await(1).get(0);
      assertEquals("Center", json(line).getJsonObject("detail").getString("callCenter"));
      assertEquals(
          "", server.err().list().stream().filter(l -> l.contains("curl")).findAny().orElse(""));
    }
  }

  @Test
  void aWeakKeyIsTakenOnlyWhereTheOperatorAsksForIt() throws Exception {
    Path privatePem = dir.resolve("private.pem");
    String option = "00D000000000001:Center:" + keyPair(privatePem, 1024);
    Program.Ended refused = Program.run(dir, "serve", "--port", "0", "--call-center", option);
    assertEquals(ExitCode.FAILURE, refused.exitCode());
    assertTrue(refused.err().contains("1024 bits"), refused.err());
    assertTrue(refused.err().contains("--weak-keys"), refused.err());
    try (Program server = Program.serve(dir, "--call-center", option, "--weak-keys")) {
      Client client =
          new Client(server.url(), CallCenterId.of("00D000000000001", "Center"), privatePem);
      assertEquals(202, client.send("call-1", "a"));
    }
  }

  /** The environment and the file reach the running server, and the command line wins. */
  @Test
  void theServerIsSetInThreeWays() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("signalbox.properties"), "ordering=sort\nservice=FromFile\nquiet=true\n");
    Map<String, String> environment =
        Map.of(
            "SIGNALBOX_CONFIG", file.toString(),
            "SIGNALBOX_SERVICE", "FromEnvironment,Other",
            "SIGNALBOX_PORT", "1");
    try (Program server =
        Program.start(dir, environment, "serve", "--port", "0", "--quiet=false")) {
      String url = server.url();
      assertNotEquals("http://127.0.0.1:1", url);
      Client client = Client.development(url, dir);
      String unsorted =
          "{\"service\":\"Other\",\"events\":["
              + "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"b\",\"startTime\":2},"
              + "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\",\"startTime\":1}]}";
      assertEquals(202, client.post("/k/realtimeConversationEvents", unsorted).statusCode());
      assertEquals(
          400,
          client
              .post("/k/realtimeConversationEvents", unsorted.replace("\"Other\"", "\"FromFile\""))
              .statusCode());
      JsonObject detail = json(server.out().await(1).get(0)).getJsonObject("detail");
      assertEquals(
          List.of(1, 2),
          IntStream.of(0, 1)
              .mapToObj(i -> detail.getJsonArray("events").getJsonObject(i).getInt("startTime"))
              .toList());
    }
  }

  @Test
  void theLimitsReachTheServer() throws Exception {
    try (Program server =
        Program.serve(dir, "--max-body", "200", "--max-conversations", "1", "--max-tokens", "4")) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("k", "a"));
      assertEquals(503, client.send("other", "a"));
      assertEquals(413, client.send("k", "x".repeat(200)));
      assertEquals(202, client.send("k", "a"));
      assertEquals(503, client.send("k", "a"), "the fifth jti");
      server.err().await("AUTH-5");
      server.err().await("CALL-5");
    }
  }

  /** As a log collector that hangs leaves it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aStandardErrorThatNobodyReadsStopsNothing(Engine engine) throws Exception {
    try (Program server = Program.serveUnread(dir, "--engine", engine.name())) {
      String url = server.url();
      Client client = Client.development(url, dir);
      server.out();
      // Its warnings, one for each leg, are more than a pipe holds.
      String key = "k".repeat(200);
      for (int i = 0; i < 1_000; i++) {
        String leg = key + i;
        String call =
            "{\"vendorCallKey\":\"%s\",\"initiationMethod\":\"%s\"%s}"
                .formatted(
                    leg,
                    i == 0 ? "Inbound" : "Transfer",
                    i == 0 ? "" : ",\"parentVoiceCallId\":\"" + key + "0\"");
        assertEquals(201, client.post("", call).statusCode());
        assertEquals(202, client.send(leg, "one"));
      }
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCodeUnread());
    }
  }

  @Test
  void anAddressInBracketsIsPrintedOnce() throws Exception {
    try (Program server = Program.serve(dir, "--host", "[::1]")) {
      String url = server.url();
      assertTrue(url.matches("http://\\[::1]:[0-9]+"), url);
    }
  }

  @Test
  void theServerSaysWhichVersionItIs() throws Exception {
    Program.Ended ended = Program.run(dir, "--version");
    assertEquals("signalbox " + System.getProperty("signalbox.version"), ended.out());
    assertEquals(ExitCode.OK, ended.exitCode());
  }

  @Test
  void wrongOptionsEndTheProgramWithTwo() throws Exception {
    Program.Ended ended = Program.run(dir, "serve", "--prot", "1");
    assertEquals(ExitCode.USAGE, ended.exitCode());
    assertEquals("", ended.out());
    assertEquals("signalbox: unknown option --prot. Did you mean --port?", ended.err());
    Program.Ended variable =
        Program.run(dir, Map.of("SIGNALBOX_PROT", "1"), "", "serve", "--port", "0");
    assertEquals(ExitCode.USAGE, variable.exitCode());
    assertTrue(variable.err().contains("SIGNALBOX_PORT"), variable.err());
  }

  private static Path keyPair(Path privatePem, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(privatePem, Pems.ofPrivate(pair.getPrivate()));
    return Files.writeString(
        privatePem.resolveSibling("public.pem"),
        new CallCenterKey(
                (java.security.interfaces.RSAPublicKey) pair.getPublic(),
                java.util.Optional.empty())
            .toPem());
  }

  private static JsonObject json(String line) {
    try (var reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }
}
