package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator's tools ask of the server, and what it tells them. */
class ManagementProcessTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String OPERATOR = "operator-token-0123456789";

  @TempDir Path dir;

  private static HttpResponse<String> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(String line) {
    try (var reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void probesAreAnsweredAndLogNothing(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name(), "--quiet")) {
      String url = server.url();
      assertEquals("ok\n", get(url + "/healthz").body());
      assertEquals("ready\n", get(url + "/readyz").body());
      assertEquals(200, get(url + "/metrics").statusCode());
      HttpResponse<String> post =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url + "/healthz"))
                  .POST(HttpRequest.BodyPublishers.ofString("x"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(405, post.statusCode());
      assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElseThrow());
      // Only these three: whatever else begins so is another path (REQ-1).
      assertEquals(404, get(url + "/healthz/more").statusCode());
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertEquals(1, server.err().count("WARNING"), server.err()::all);
    }
  }

  @Test
  void aFlightRecordingIsWrittenWhenTheServerIsStopped() throws Exception {
    Path file = dir.resolve("requests.jfr");
    String options =
        "-Xlog:jfr+startup=error -XX:StartFlightRecording=filename=" + file + ",dumponexit=true";
    try (Program server =
        Program.start(dir, Map.of("JDK_JAVA_OPTIONS", options), "serve", "--port", "0")) {
      String url = server.url();
      assertEquals("ok\n", get(url + "/healthz").body());
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
    }
    assertTrue(
        RecordingFile.readAllEvents(file).stream()
            .filter(e -> e.getEventType().getName().equals("dev.signalbox.Request"))
            .anyMatch(e -> e.getString("path").equals("/healthz")));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theMetricsCountWhatHappened(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name())) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "a"));
      assertEquals(202, client.send("call-1", "b"));
      assertEquals(400, client.post("/call-1/realtimeConversationEvents", "{").statusCode());
      assertEquals(405, get(client.url() + "/telephony/v1/voiceCalls").statusCode());
      server.out().await(2);
      String page = get(client.url() + "/metrics").body();
      assertLine(
          page, "signalbox_requests_total{clause=\"none\",resource=\"events\",status=\"202\"} 2.0");
      assertLine(
          page,
          "signalbox_requests_total{clause=\"BODY-4\",resource=\"events\",status=\"400\"} 1.0");
      assertLine(
          page, "signalbox_requests_total{clause=\"REQ-1\",resource=\"calls\",status=\"405\"} 1.0");
      assertLine(page, "signalbox_events_total 2.0");
      assertLine(page, "signalbox_conversations 1.0");
      assertLine(page, "signalbox_request_duration_seconds_count{resource=\"events\"} 3");
      assertTrue(
          page.lines()
              .filter(line -> !line.startsWith("#"))
              .allMatch(line -> line.startsWith("signalbox_")),
          page);
    }
  }

  private static void assertLine(String page, String line) {
    assertTrue(page.lines().anyMatch(line::equals), () -> "no " + line + " in\n" + page);
  }

  @Test
  void aRefusedTokenIsCountedByItsRealClause() throws Exception {
    try (Program server = Program.serve(dir, "--quiet")) {
      String url = server.url();
      HttpResponse<String> refused =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url + "/telephony/v1/voiceCalls"))
                  .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.AA")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(401, refused.statusCode());
      assertLine(
          get(url + "/metrics").body(), "signalbox_refused_tokens_total{clause=\"AUTH-2\"} 1.0");
    }
  }

  @Test
  void onOtherThanLoopbackTheMetricsAskForTheOperatorsToken() throws Exception {
    try (Program server = Program.serve(dir, "--quiet")) {
      server.url();
    }
    Path token = Files.writeString(dir.resolve("operator"), OPERATOR + "\n");
    String callCenter = "00D000000000000EAA:DevCallCenter:" + dir.resolve(".signalbox/public.pem");
    try (Program server =
        Program.serve(
            dir,
            "--host",
            "0.0.0.0",
            "--call-center",
            callCenter,
            "--operator-token-file",
            token.toString())) {
      String url = server.url().replace("0.0.0.0", "127.0.0.1");
      assertEquals(200, get(url + "/healthz").statusCode());
      assertEquals(200, get(url + "/readyz").statusCode());
      assertEquals(401, get(url + "/metrics").statusCode());
      assertEquals(
          401, get(url + "/metrics", "Authorization", "Bearer " + OPERATOR + "0").statusCode());
      assertEquals(200, get(url + "/metrics", "Authorization", "Bearer " + OPERATOR).statusCode());
    }
    try (Program server =
        Program.serve(
            dir,
            "--host",
            "0.0.0.0",
            "--call-center",
            callCenter,
            "--management-port",
            "0",
            "--management-host",
            "127.0.0.1",
            "--log-format",
            "json")) {
      String url = server.url().replace("0.0.0.0", "127.0.0.1");
      JsonObject started = json(server.err().await("\"message\":\"started\""));
      String own = started.getJsonArray("listeners").getString(1).replace(" (management)", "");
      assertEquals(200, get(own + "/metrics").statusCode());
      assertEquals(200, get(own + "/readyz").statusCode());
      assertEquals(404, get(own + "/other").statusCode());
      assertEquals(404, get(url + "/metrics").statusCode());
      assertEquals(404, get(url + "/healthz").statusCode());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theAccessLogHasALineForEachRequestWithTheIdOfItsAnswer(Engine engine) throws Exception {
    Path log = dir.resolve("access.log");
    try (Program server =
        Program.serve(dir, "--engine", engine.name(), "--access-log", log.toString())) {
      Client client = Client.development(server.url(), dir);
      HttpResponse<String> accepted =
          client.post(
              "/call-1/realtimeConversationEvents?secret=1",
              Client.category("a", 1_700_000_000_000L));
      assertEquals(202, accepted.statusCode());
      HttpResponse<String> refused = get(client.url() + "/nowhere");
      get(client.url() + "/healthz");
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      List<String> lines = Files.readAllLines(log);
      assertEquals(2, lines.size(), lines::toString);
      JsonObject first = json(lines.get(0));
      assertEquals(accepted.headers().firstValue("X-Request-Id").orElseThrow(), id(first));
      assertEquals(202, first.getInt("status"));
      assertEquals("127.0.0.1", first.getString("remote"));
      assertEquals("00D000000000000EAA", first.getString("orgId"));
      assertEquals("call-1", first.getString("callId"));
      assertFalse(lines.get(0).contains("secret"), lines.get(0));
      assertFalse(lines.get(0).contains("eyJ"), lines.get(0));
      JsonObject second = json(lines.get(1));
      assertEquals(refused.headers().firstValue("X-Request-Id").orElseThrow(), id(second));
      assertEquals("REQ-1", second.getString("clause"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAccessLogOnAFullDiskIsGivenUpWithAWarning() throws Exception {
    try (Program server = Program.serve(dir, "--access-log", "/dev/full")) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "a"));
      server.err().await("the access log /dev/full can't be written");
      assertEquals(202, client.send("call-1", "b"));
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertEquals(1, server.err().count("access log"));
    }
  }

  private static String id(JsonObject line) {
    return line.getString("requestId");
  }

  @Test
  void theLogIsJsonWhereThatIsWantedAndOfTheLevelThatIsWanted() throws Exception {
    try (Program server = Program.serve(dir, "--log-format", "json")) {
      String url = server.url();
      get(url + "/nowhere%0a");
      server.err().await("refused GET");
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      server.err().list().forEach(ManagementProcessTest::json);
      JsonObject started = json(server.err().await("\"message\":\"started\""));
      assertEquals(System.getProperty("signalbox.version"), started.getString("version"));
      assertEquals(url, started.getJsonArray("listeners").getString(0));
    }
    try (Program server =
        Program.start(
            dir,
            Map.of("SIGNALBOX_LOG_LEVEL", "error", "SIGNALBOX_LOG_FORMAT", "json"),
            "serve",
            "--port",
            "0")) {
      get(server.url() + "/nowhere");
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertEquals(List.of(), server.err().list());
    }
  }
}
