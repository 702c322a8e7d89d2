package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.engine.netty.internal.http.RequestLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An answer that comes before the end of the request's body reaches the client, and the client
 * knows whether it may use the connection again (RES-2).
 */
class EarlyAnswersTest {
  private static final int MAX_BODY = 1024 * 1024;
  private static final int TOO_LARGE = 1_500_000;

  /** Refuses a body that is too large, as soon as it is. */
  private static final HttpHandler LIMITED =
      exchange -> {
        int read = exchange.getRequestBody().readNBytes(MAX_BODY + 1).length;
        answer(exchange, read > MAX_BODY ? 413 : 202);
      };

  /** Reads nothing. */
  private static final HttpHandler DENYING = exchange -> answer(exchange, 401);

  private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status)
      throws IOException {
    exchange.sendResponseHeaders(status, 2);
    exchange.getResponseBody().write(new byte[] {'o', 'k'});
    exchange.close();
  }

  private static String post(String context, int length) {
    return "POST "
        + context
        + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + "x".repeat(length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread", "/later"})
  void theRestIsReadAndTheConnectionStaysGood(String context) throws IOException {
    try (TestServer server = new TestServer(TestServer.standard(), LIMITED);
        Client client = server.connect()) {
      for (int i = 0; i < 5; i++) {
        Client.Answer refused = client.send(post(context, TOO_LARGE)).answer();
        assertEquals(413, refused.status());
        assertEquals(Optional.empty(), refused.header("Connection"));
        assertEquals(202, client.send(post(context, 100)).answer().status());
      }
    }
  }

  /** Also by a client that reads nothing before it has sent everything. */
  @ParameterizedTest
  @CsvSource({"3000000, false", "300000, true"})
  void whereTheRestIsTooLongOrUnknownTheAnswerSaysClose(int length, boolean chunked)
      throws IOException {
    String body = "x".repeat(length);
    String request =
        chunked
            ? "POST /loop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(length)
                + "\r\n"
                + body
                + "\r\n0\r\n\r\n"
            : post("/loop", length);
    try (TestServer server = new TestServer(TestServer.standard(), DENYING)) {
      for (int i = 0; i < 5; i++) {
        try (Client client = server.connect()) {
          // The head first, so that the handler runs while the body is not there.
          int head = request.indexOf("\r\n\r\n") + 4;
          client.send(request.substring(0, head));
          client.send(request.substring(head));
          Client.Answer answer = client.answer();
          assertEquals(401, answer.status());
          assertEquals("ok", answer.body());
          assertEquals(Optional.of("close"), answer.header("Connection"));
          assertTrue(client.isClosed());
        }
      }
    }
  }

  /** What follows the last answer is no reason to reset the connection. */
  @Test
  void whatIsPipelinedBehindTheLastAnswerDoesNotTakeItAway() throws IOException {
    HttpHandler closing =
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          answer(exchange, 200);
        };
    try (TestServer server = new TestServer(TestServer.standard(), closing)) {
      for (int i = 0; i < 20; i++) {
        try (Client client = server.connect()) {
          client.send(post("/thread", 10).repeat(1000));
          Client.Answer answer = client.answer();
          assertEquals("ok", answer.body());
          assertEquals(Optional.of("close"), answer.header("Connection"));
          assertTrue(client.endsWithoutReset());
        }
      }
    }
  }

  @Test
  void theEnginesOwnRefusalIsNotLost() throws IOException {
    try (TestServer server = new TestServer(TestServer.standard(), TestServer.echo())) {
      for (String head :
          new String[] {
            "POST /nowhere HTTP/1.1\r\nHost: a\r\n", "POST /loop HTTP/1.1\r\nHost: a b\r\n"
          }) {
        for (int i = 0; i < 5; i++) {
          try (Client client = server.connect()) {
            client.send(head + "Content-Length: 3000000\r\n\r\n");
            client.send("x".repeat(3_000_000));
            Client.Answer answer = client.answer();
            assertTrue(answer.status() >= 400);
            assertEquals(Optional.of("close"), answer.header("Connection"));
            assertTrue(client.endsWithoutReset());
          }
        }
      }
    }
  }

  /** The JDK's client takes a connection from its pool wherever it may. */
  @Test
  void theJdksClientGetsEveryAnswer() throws Exception {
    HttpHandler handler =
        exchange ->
            (exchange.getRequestURI().getPath().endsWith("/denied") ? DENYING : LIMITED)
                .handle(exchange);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try (TestServer server = new TestServer(TestServer.standard(), handler)) {
      for (int i = 0; i < 10; i++) {
        for (String context : new String[] {"/loop", "/thread"}) {
          BodyPublisher large = BodyPublishers.ofByteArray(new byte[TOO_LARGE]);
          BodyPublisher small = BodyPublishers.ofByteArray(new byte[100]);
          assertEquals(413, status(client, server, context, large));
          assertEquals(202, status(client, server, context, small));
          assertEquals(401, status(client, server, context + "/denied", large));
          assertEquals(202, status(client, server, context, small));
          assertEquals(413, status(client, server, context, BodyPublishers.fromPublisher(large)));
          assertEquals(202, status(client, server, context, small));
        }
      }
    }
  }

  private static int status(HttpClient client, TestServer server, String path, BodyPublisher body)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.server.getAddress().getPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).POST(body).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertEquals("ok", response.body());
    return response.statusCode();
  }

  private static ServerConfig impatient() {
    Duration once = Duration.ofMillis(50);
    ServerConfig config = TestServer.config(once, TestServer.LONG, TestServer.LONG, once, 10);
    return new ServerConfig(
        config.timeouts(),
        RequestLimits.STANDARD,
        config.maxIdle(),
        config.maxConnections(),
        config.maxPerAddress(),
        config.tls(),
        config.refusals(),
        config.logger());
  }

  /** Neither who promises a body and sends nothing more, nor who never stops sending. */
  @Test
  void theRestIsNotWaitedForWithoutEnd() throws IOException {
    try (TestServer server = new TestServer(impatient(), DENYING)) {
      try (Client client = server.connect()) {
        client.send(post("/loop", 1000).substring(0, 500));
        assertAnswered(client, Optional.empty());
        assertTrue(client.isClosed());
      }
      try (Client client = server.connect()) {
        client.send("POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n");
        assertAnswered(client, Optional.of("close"));
        assertThrows(
            IOException.class,
            () -> {
              while (true) {
                client.send("x");
              }
            });
      }
    }
  }

  private static void assertAnswered(Client client, Optional<String> connection) {
    Client.Answer answer;
    try {
      answer = client.answer();
    } catch (IOException tooLate) {
      // The test itself was slow.
      return;
    }
    assertEquals(connection, answer.header("Connection"));
  }
}
