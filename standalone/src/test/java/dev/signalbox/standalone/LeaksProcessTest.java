package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Netty's engine gives back each buffer, whatever a client sends and whenever it goes away. Netty
 * itself follows all of them, and the collector finds those that were left.
 */
class LeaksProcessTest {
  private static final int ROUNDS = 10;
  private static final int LATE_MILLIS = 50;

  @TempDir Path dir;

  @Test
  void everyBufferIsGivenBack() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-Dio.netty.leakDetection.level=paranoid");
    try (Program server =
        Program.start(dir, environment, "serve", "--port", "0", "--engine", "netty")) {
      Client client = Client.development(server.url(), dir);
      server.out();
      for (int i = 0; i < ROUNDS; i++) {
        talk(client);
        // What was left in this round is reported in the next.
        server.collect();
      }
      talk(client);
      assertFalse(server.err().all().contains("LEAK"), server.err()::all);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertFalse(server.err().all().contains("LEAK"), server.err()::all);
    }
  }

  private static void talk(Client client) throws Exception {
    assertEquals(202, client.send("a", "CustomerAngry"));
    for (String request : requests(client.token())) {
      answered(client, request);
      late(client, request);
      for (int length : new int[] {request.length(), request.length() - 3, request.length() / 2}) {
        reset(client, request.substring(0, length));
      }
    }
  }

  /** Good ones, and bad ones of many kinds. */
  private static List<String> requests(String token) {
    String body = Client.category("CustomerAngry", 1_700_000_000_000L);
    String post =
        "POST /telephony/v1/voiceCalls/a/realtimeConversationEvents HTTP/1.1\r\nHost: x\r\n";
    String json = "Content-Type: application/json\r\n";
    String good = post + "Authorization: Bearer " + token + "\r\n" + json;
    String length = "Content-Length: " + body.length() + "\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n\r\n";
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    String whole = good + length + "\r\n" + body;
    return List.of(
        whole,
        whole + whole,
        whole + "garbage\r\n\r\n",
        post + json + length + "\r\n" + body,
        good + length + "\r\n" + body.replace("events", "event "),
        good + chunked + chunk + "0\r\n\r\n",
        good + chunked + chunk + chunk + "0\r\nTrailer: x\r\n\r\n" + whole,
        good + chunked + "zz\r\n" + body,
        good + "Content-Length: 99999999\r\n\r\n" + "x".repeat(100_000),
        good + chunked + ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(40),
        good + "Expect: 100-continue\r\n" + length + "\r\n" + body,
        good + "Expect: something\r\n" + length + "\r\n" + body,
        good + "X: " + "x".repeat(100_000) + "\r\n\r\n",
        good + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n12",
        good + "Upgrade: websocket\r\nConnection: upgrade\r\n" + length + "\r\n" + body,
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /nothing HTTP/1.0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000garbage garbage\r\n\r\n");
  }

  private static Socket connect(Client client) throws IOException {
    URI url = URI.create(client.url());
    return new Socket(url.getHost(), url.getPort());
  }

  /** Sends it, and reads what comes. */
  private static void answered(Client client, String request) throws IOException {
    try (Socket socket = connect(client)) {
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.shutdownOutput();
        assertTrue(socket.getInputStream().readAllBytes().length > 0, request);
      } catch (SocketException e) {
        // Refused before all was sent.
      }
    }
  }

  /** Sends the body once the answer begins, or has not come for a while. */
  private static void late(Client client, String request) throws IOException {
    int head = request.indexOf("\r\n\r\n") + 4;
    try (Socket socket = connect(client)) {
      socket.setSoTimeout(LATE_MILLIS);
      try {
        socket.getOutputStream().write(request.substring(0, head).getBytes(ISO_8859_1));
        socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        // The answer comes after the body.
      }
      socket.setSoTimeout(0);
      try {
        socket.getOutputStream().write(request.substring(head).getBytes(ISO_8859_1));
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (SocketException e) {
        // Refused before all was sent.
      }
    }
  }

  /** Sends it, and is gone. */
  private static void reset(Client client, String request) throws IOException {
    try (Socket socket = connect(client)) {
      socket.setSoLinger(true, 0);
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      } catch (SocketException e) {
        // Refused before all was sent.
      }
    }
  }
}
