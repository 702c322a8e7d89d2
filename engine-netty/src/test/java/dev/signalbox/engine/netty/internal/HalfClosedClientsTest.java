package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that ends its output has still asked for an answer. */
class HalfClosedClientsTest {
  private static String chunked(String context, int length) {
    return "POST "
        + context
        + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(length)
        + "\r\n"
        + "x".repeat(length)
        + "\r\n0\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "/loop, 70000",
    "/thread, 70000",
    "/later, 70000",
    "/thread, 400000",
    "/loop, 3000000",
  })
  void aWholeBodyIsAnswered(String context, int length) throws IOException {
    HttpHandler counting =
        exchange -> {
          int read = exchange.getRequestBody().readAllBytes().length;
          exchange.getResponseHeaders().set("X-Read", Integer.toString(read));
          exchange.sendResponseHeaders(202, -1);
        };
    try (TestServer server = new TestServer(counting)) {
      for (int i = 0; i < 20; i++) {
        try (Client client = server.connect()) {
          Client.Answer answer = client.send(chunked(context, length)).endOutput().answer();
          assertEquals(202, answer.status());
          assertEquals(Integer.toString(length), answer.header("X-Read").orElseThrow());
          assertTrue(client.endsWithoutReset());
        }
      }
    }
  }

  /** By then each event loop has seen what arrived before. */
  private static void passOnEachLoop(TestServer server) throws IOException {
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      try (Client client = server.connect()) {
        client.send("GET /loop/other HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(200, client.answer().status());
      }
    }
  }

  private static HttpHandler waiting(Semaphore go, HttpHandler handler) {
    return exchange -> {
      if (!exchange.getRequestURI().getPath().endsWith("/other")) {
        go.acquireUninterruptibly();
        handler.handle(exchange);
      } else {
        TestServer.echo().handle(exchange);
      }
    };
  }

  /** The end of input comes before the body is read. */
  @ParameterizedTest
  @ValueSource(ints = {70_000, 150_000, 400_000})
  void theEndMayComeBeforeTheHandlerReads(int length) throws Exception {
    Semaphore go = new Semaphore(0);
    try (TestServer server = new TestServer(waiting(go, TestServer.echo()))) {
      for (int i = 0; i < 5; i++) {
        try (Client client = server.connect()) {
          client.send(chunked("/thread", length)).endOutput();
          passOnEachLoop(server);
          go.release();
          assertEquals("POST /thread ".length() + length, client.answer().body().length());
        }
      }
    }
  }

  /** An answer that the network does not take at once is written when it does. */
  @Test
  void aLongAnswerIsWritten() throws Exception {
    byte[] large = new byte[8_000_000];
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
        };
    Semaphore go = new Semaphore(0);
    try (TestServer server = new TestServer(waiting(go, handler))) {
      for (int i = 0; i < 5; i++) {
        try (Client client = server.connect()) {
          client.send("GET /thread HTTP/1.1\r\nHost: a\r\n\r\n").endOutput();
          passOnEachLoop(server);
          go.release();
          passOnEachLoop(server);
          assertEquals(large.length, client.answer().body().length());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread", "/later"})
  void allThatWasPipelinedIsAnswered(String context) throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      client.send(("GET " + context + " HTTP/1.1\r\nHost: a\r\n\r\n").repeat(200)).endOutput();
      for (int i = 0; i < 200; i++) {
        assertEquals("GET " + context + " ", client.answer().body());
      }
      assertTrue(client.isClosed());
    }
  }
}
