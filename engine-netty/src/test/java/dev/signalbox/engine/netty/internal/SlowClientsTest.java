package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send or read slowly, or not at all, hold up themselves alone. */
class SlowClientsTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = TestServer.LONG;
  private static final String POST = "POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n";

  @Test
  void aBodyThatComesLaterIsWaitedForOffTheEventLoop() throws Exception {
    CompletableFuture<Thread> reading = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          reading.complete(Thread.currentThread());
          TestServer.echo().handle(exchange);
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST + "\r\nab");
      Thread thread = reading.get();
      assertTrue(!thread.getName().startsWith("signalbox-netty"), thread::getName);
      client.send("cd");
      assertEquals("POST /loop abcd", client.answer().body());
      // The next one is whole, and on the event loop.
      assertEquals("POST /loop abcd", client.send(POST + "\r\nabcd").answer().body());
    }
  }

  @Test
  void manyThatNeverEndDelayNobody() throws Exception {
    List<Client> unfinished = new ArrayList<>();
    try (TestServer server = new TestServer(TestServer.echo());
        Client good = server.connect()) {
      for (int i = 0; i < 600; i++) {
        Client client = server.connect();
        unfinished.add(client);
        client.send(i % 2 == 0 ? POST : POST + "\r\nab");
      }
      assertEquals("POST /loop abcd", good.send(POST + "\r\nabcd").answer().body());
    } finally {
      for (Client client : unfinished) {
        client.close();
      }
    }
  }

  @Test
  void aLargeBodyIsHeldBackWhileNobodyReadsIt() throws Exception {
    int size = 20_000_000;
    CompletableFuture<Long> result = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          try {
            RequestBody body = ((NettyExchange) exchange).body();
            while (body.buffered() <= HttpConnection.MAX_BUFFERED) {
              Thread.onSpinWait();
            }
            long sum = 0;
            byte[] buffer = new byte[1000];
            InputStream in = exchange.getRequestBody();
            for (int n; (n = in.read(buffer)) >= 0; sum += n) {
              // Beyond the bound there is what one read of the connection brings.
              assertTrue(body.buffered() <= 3 * HttpConnection.MAX_BUFFERED);
            }
            result.complete(sum);
            exchange.sendResponseHeaders(200, -1);
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send("POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
      client.send(new byte[size]);
      assertEquals(200, client.answer().status());
      assertEquals(size, result.get());
    }
  }

  @Test
  void theClientIsAskedToGoOnWhenTheBodyIsRead() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HttpHandler handler =
        exchange -> {
          await(go);
          TestServer.echo().handle(exchange);
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST + "Expect: 100-continue\r\n\r\n");
      go.countDown();
      assertEquals(100, client.answer().status());
      client.send("abcd");
      assertEquals("POST /loop abcd", client.answer().body());
      // One that does not wait to be asked is not asked.
      client.send(POST + "Expect: 100-continue\r\n\r\nabcd");
      assertEquals("POST /loop abcd", client.answer().body());
    }
  }

  @Test
  void anAnswerWithoutTheBodyIsNoReasonToSendIt() throws Exception {
    CompletableFuture<Throwable> afterwards = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(401, 2);
          exchange.getResponseBody().write(new byte[2]);
          afterwards.complete(
              assertThrows(IOException.class, () -> exchange.getRequestBody().read()));
          exchange.close();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST + "Expect: 100-continue\r\n\r\n");
      Client.Answer answer = client.answer();
      assertEquals(401, answer.status());
      assertEquals(Optional.of("close"), answer.header("Connection"));
      assertInstanceOf(IOException.class, afterwards.get());
      assertTrue(client.isClosed());
    }
  }

  /** The client reads the answer although it has not sent everything. */
  @Test
  void anAnswerBeforeTheBodyEndsTheConnection() throws Exception {
    HttpHandler handler = exchange -> exchange.sendResponseHeaders(413, -1);
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST + "\r\nab");
      assertEquals(413, client.answer().status());
      client.send("c");
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread"})
  void aBodyThatEndsTooEarlyIsAnError(String context) throws Exception {
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    HttpHandler handler =
        exchange ->
            error.complete(
                assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST.replace("/loop", context) + "\r\nab").endOutput();
      assertInstanceOf(IOException.class, error.get());
    }
  }

  @Test
  void connectionsThatDoNothingAreClosed() throws Exception {
    ServerConfig config = TestServer.config(LONG, SHORT, LONG, LONG, 10);
    try (TestServer server = new TestServer(config, TestServer.echo());
        Client silent = server.connect();
        Client idle = server.connect()) {
      assertTrue(silent.isClosed());
      try {
        assertEquals("POST /loop abcd", idle.send(POST + "\r\nabcd").answer().body());
      } catch (IOException tooLate) {
        // The test itself was slow.
      }
      assertTrue(idle.isClosed());
    }
  }

  @Test
  void connectionsBeyondTheBoundOfIdleOnesAreClosed() throws Exception {
    // One for each event loop.
    ServerConfig config = TestServer.config(LONG, LONG, SHORT, LONG, loops());
    List<Client> clients = new ArrayList<>();
    try (TestServer server = new TestServer(config, TestServer.echo())) {
      for (int i = 0; i < 3 * loops(); i++) {
        clients.add(server.connect());
      }
      List<CompletableFuture<Client>> closing =
          clients.stream()
              .map(
                  client ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            client.isClosed();
                            return client;
                          },
                          server.executor))
              .toList();
      int closed = 0;
      while (closed < 2 * loops()) {
        closed = (int) closing.stream().filter(CompletableFuture::isDone).count();
        Thread.onSpinWait();
      }
      assertEquals(2 * loops(), closed);
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }

  private static int loops() {
    return Runtime.getRuntime().availableProcessors();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /loop HT", "HEAD", "BODY", "CHUNK"})
  void requestsThatDoNotEndAreClosed(String what) throws Exception {
    String request =
        switch (what) {
          case "HEAD" -> POST;
          case "BODY" -> POST + "\r\nab";
          case "CHUNK" ->
              "POST /loop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
          default -> what;
        };
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    HttpHandler handler =
        exchange ->
            error.complete(
                assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
    ServerConfig config = TestServer.config(SHORT, LONG, LONG, LONG, 10);
    try (TestServer server = new TestServer(config, handler);
        Client client = server.connect()) {
      client.send(request);
      assertTrue(client.isClosed());
      if (what.equals("BODY") || what.equals("CHUNK")) {
        assertInstanceOf(IOException.class, error.get());
      }
    }
  }

  /** A handler that takes long is not the client's fault. */
  @Test
  void theHandlerMayTakeItsTime() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HttpHandler handler =
        exchange -> {
          await(go);
          TestServer.echo().handle(exchange);
        };
    ServerConfig config = TestServer.config(SHORT, SHORT, SHORT, SHORT, 10);
    try (TestServer server = new TestServer(config, handler);
        Client client = server.connect();
        Client other = server.connect()) {
      client.send(POST.replace("/loop", "/thread") + "\r\nabcd");
      // By then the first would be closed as well.
      assertTrue(other.isClosed());
      try (Client third = server.connect()) {
        assertTrue(third.isClosed());
      }
      go.countDown();
      assertEquals("POST /thread abcd", client.answer().body());
    }
  }

  /** Only who reads nothing at all is cut off, also where the connection ends with the answer. */
  @Test
  void theClientMayTakeItsTimeToReadTheLastAnswer() throws Exception {
    byte[] large = new byte[20_000_000];
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
        };
    ServerConfig config = TestServer.config(SHORT, SHORT, LONG, SHORT, 10);
    try (TestServer server = new TestServer(config, handler);
        Client client = server.connect()) {
      client.send("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        try (Client other = server.connect()) {
          assertTrue(other.isClosed());
        }
      }
      assertEquals(large.length, client.answer().body().length());
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 40})
  void aClientThatDoesNotReadIsCutOff(long length) throws Exception {
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(200, length);
          error.complete(
              assertThrows(
                  IOException.class,
                  () -> {
                    OutputStream out = exchange.getResponseBody();
                    while (true) {
                      out.write(new byte[50_000]);
                    }
                  }));
        };
    ServerConfig config = TestServer.config(LONG, LONG, SHORT, LONG, 10);
    try (TestServer server = new TestServer(config, handler);
        Client client = server.connect()) {
      client.send("GET /thread HTTP/1.1\r\nHost: a\r\n\r\n");
      assertInstanceOf(IOException.class, error.get());
    }
  }

  /** What an answer on the event loop leaves unread is cut off as well. */
  @Test
  void aClientThatDoesNotReadTheEventLoopsAnswerIsCutOff() throws Exception {
    HttpHandler handler =
        exchange -> {
          byte[] large = new byte[20_000_000];
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
        };
    ServerConfig config = TestServer.config(LONG, LONG, SHORT, LONG, 10);
    try (TestServer server = new TestServer(config, handler);
        Client client = server.connect()) {
      client.send("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              // What may stand before a request; it shows when the connection is gone.
              client.send("\r\n");
            }
          });
    }
  }

  /** That is how a stream is ended whose client does not keep up. */
  @Test
  void anInterruptEndsAWriteThatWaits() throws Exception {
    CompletableFuture<Thread> writing = new CompletableFuture<>();
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          Thread writer =
              new Thread(
                  () -> {
                    error.complete(
                        assertThrows(
                            InterruptedIOException.class,
                            () -> {
                              OutputStream out = exchange.getResponseBody();
                              while (true) {
                                out.write(new byte[50_000]);
                                out.flush();
                              }
                            }));
                    exchange.close();
                  });
          writing.complete(writer);
          writer.start();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send("GET /thread HTTP/1.1\r\nHost: a\r\n\r\n");
      Thread writer = writing.get();
      while (writer.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      writer.interrupt();
      assertInstanceOf(InterruptedIOException.class, error.get());
      // Not even the end of the chunks, which would make it look complete.
      assertThrows(IOException.class, client::answer);
    }
  }

  @Test
  void anInterruptEndsAReadThatWaits() throws Exception {
    CompletableFuture<Thread> reading = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          reading.complete(Thread.currentThread());
          exchange.getRequestBody().readAllBytes();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(POST + "\r\nab");
      reading.get().interrupt();
      assertTrue(client.isClosed());
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
