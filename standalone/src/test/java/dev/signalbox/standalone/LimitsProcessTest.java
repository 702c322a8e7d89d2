package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients can do to the server at the most. */
class LimitsProcessTest {
  @TempDir Path dir;

  private static Socket connect(String url) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
  }

  private static String head(int fields, String more) {
    StringBuilder head = new StringBuilder("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 1; i < fields; i++) {
      head.append('x').append(i).append(": y\r\n");
    }
    return head.append(more).append("\r\n").toString();
  }

  /** The beginning of the answer; empty where the connection was closed without one. */
  private static String answer(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    } catch (IOException closed) {
      return "";
    }
  }

  private static String answer(String url, String request) throws IOException {
    try (Socket socket = connect(url)) {
      return answer(socket, request);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aHeadIsBounded(Engine engine) throws Exception {
    try (Program server =
        Program.serve(
            dir,
            "--engine",
            engine.name(),
            "--max-headers",
            "20",
            "--max-header-bytes",
            "2000",
            "--max-request-line",
            "500")) {
      String url = server.url();
      assertEquals("HTTP/1.1 200", answer(url, head(20, "")));
      assertFalse(answer(url, head(21, "")).contains(" 200"));
      assertEquals("HTTP/1.1 200", answer(url, head(2, "a: " + "b".repeat(1500) + "\r\n")));
      assertFalse(answer(url, head(2, "a: " + "b".repeat(4000) + "\r\n")).contains(" 200"));
      assertFalse(
          answer(url, "GET /" + "a".repeat(4000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
              .contains(" 404"));
    }
  }

  /** A property of the JDK's that says something else is not overruled in silence. */
  @Test
  void aPropertyOfTheJdkThatContradictsEndsTheStart() throws Exception {
    Program.Ended ended =
        Program.run(
            dir,
            Map.of("JDK_JAVA_OPTIONS", "-Dsun.net.httpserver.maxReqHeaders=7"),
            "",
            "serve",
            "--port=0");
    assertEquals(ExitCode.FAILURE, ended.exitCode());
    assertTrue(ended.err().contains("sun.net.httpserver.maxReqHeaders is 7"), ended.err());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void halfARequestLosesItsConnection(Engine engine) throws Exception {
    try (Program server =
            Program.serve(
                dir, "--engine", engine.name(), "--head-timeout", "1", "--body-timeout", "1");
        Socket socket = connect(server.url())) {
      assertEquals("", answer(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void anIdleConnectionIsClosed(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name(), "--idle-timeout", "1");
        Socket socket = connect(server.url())) {
      socket.getOutputStream().write(head(1, "").getBytes(StandardCharsets.US_ASCII));
      // To the end of the stream, which comes only with the close.
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("ok\n"), answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jdk, --max-connections",
    "netty, --max-connections",
    "netty, --max-connections-per-address"
  })
  void connectionsAreBounded(String engine, String option) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine, option, "2")) {
      String url = server.url();
      try (Socket one = connect(url);
          Socket two = connect(url)) {
        assertEquals("HTTP/1.1 200", answer(one, head(1, "")));
        assertEquals("HTTP/1.1 200", answer(two, head(1, "")));
        assertEquals("", answer(url, head(1, "")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aCallCenterThatSendsTooMuchGets429(Engine engine) throws Exception {
    try (Program server =
        Program.serve(dir, "--engine", engine.name(), "--rate", "0.01", "--quiet")) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "a"));
      HttpResponse<String> refused = client.post("/call-1/realtimeConversationEvents", "{");
      assertEquals(429, refused.statusCode());
      long wait = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
      assertTrue(wait > 1 && wait <= 100, () -> "Retry-After: " + wait);
      assertTrue(refused.body().contains("\"RES-4\""), refused.body());
    }
  }

  /** Every resource of a call center counts. */
  @Test
  void transcriptsBeyondTheRateGet429() throws Exception {
    try (Program server = Program.serve(dir, "--rate", "0.01", "--quiet")) {
      Client client = Client.development(server.url(), dir);
      assertEquals(400, client.post("/call-1/messages", "{}").statusCode());
      assertEquals(429, client.post("/call-1/messages", "{}").statusCode());
    }
  }

  /** REQ-2: after the token, before everything else; what comes before it is not counted. */
  @Test
  void theRateIsCheckedAfterTheToken() throws Exception {
    try (Program server = Program.serve(dir, "--rate", "0.01", "--quiet")) {
      Client client = Client.development(server.url(), dir);
      assertTrue(
          answer(client.url(), "POST /telephony/v1/voiceCalls HTTP/1.1\r\nHost: x\r\n\r\n")
              .endsWith(" 401"));
      assertEquals(
          400, client.post("/0LQ000000000001/realtimeConversationEvents", "").statusCode());
      assertEquals(
          429, client.post("/0LQ000000000001/realtimeConversationEvents", "").statusCode());
      assertTrue(
          answer(client.url(), "POST /telephony/v1/voiceCalls HTTP/1.1\r\nHost: x\r\n\r\n")
              .endsWith(" 401"));
    }
  }
}
