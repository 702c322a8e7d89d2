package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.NettyEngine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server is used as the JDK's. */
class NettyServerTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void contextsAreFoundByTheLongestPath() throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      HttpHandler longer = exchange -> exchange.sendResponseHeaders(299, -1);
      HttpContext context = server.server.createContext("/loop/longer", longer);
      assertSame(longer, context.getHandler());
      assertThrows(IllegalArgumentException.class, () -> context.setHandler(longer));
      assertEquals(299, client.send(get("/loop/longer/yet")).answer().status());
      assertEquals(299, client.send(get("/loop/%6Conger")).answer().status());
      assertEquals(200, client.send(get("/loop/long")).answer().status());
      server.server.removeContext(context);
      assertEquals(200, client.send(get("/loop/longer")).answer().status());
      server.server.removeContext("/loop");
      assertThrows(IllegalArgumentException.class, () -> server.server.removeContext("/loop"));
      assertEquals(404, client.send(get("/loop")).answer().status());
    }
  }

  @Test
  void aContextWithoutAHandler() throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      server.server.createContext("/empty");
      assertEquals(500, client.send(get("/empty")).answer().status());
      assertThrows(IllegalArgumentException.class, () -> server.server.createContext("/empty"));
      assertThrows(IllegalArgumentException.class, () -> server.server.createContext("empty"));
    }
  }

  @Test
  void withoutAnExecutorHandlersRunOneAtATime() throws Exception {
    HttpServer server = NettyEngine.create(ANY);
    CompletableFuture<Thread> first = new CompletableFuture<>();
    CompletableFuture<Thread> second = new CompletableFuture<>();
    server.createContext(
        "/",
        exchange -> {
          if (!first.complete(Thread.currentThread())) {
            second.complete(Thread.currentThread());
          }
          exchange.sendResponseHeaders(200, -1);
        });
    assertNull(server.getExecutor());
    server.start();
    assertThrows(IllegalStateException.class, server::start);
    assertThrows(IllegalStateException.class, () -> server.setExecutor(Runnable::run));
    try (Client one = new Client(server.getAddress());
        Client other = new Client(server.getAddress())) {
      assertEquals(200, one.send(get("/")).answer().status());
      assertEquals(200, other.send(get("/")).answer().status());
      assertSame(first.get(), second.get());
    } finally {
      server.stop(0);
    }
    first.get().join();
  }

  @Test
  void anExecutorThatTakesNothingClosesTheConnection() throws IOException {
    NettyServer server = new NettyServer(TestServer.PATIENT);
    server.bind(ANY, 10);
    server.setExecutor(
        task -> {
          throw new RejectedExecutionException();
        });
    server.createContext("/", TestServer.echo());
    server.start();
    try (Client client = new Client(server.getAddress())) {
      assertTrue(client.send(get("/")).isClosed());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAddressThatCantBeListenedOn() throws IOException {
    HttpServer first = NettyEngine.create(ANY);
    try {
      assertThrows(BindException.class, () -> NettyEngine.create(first.getAddress()));
      assertThrows(BindException.class, () -> first.bind(ANY, 0));
      assertThrows(
          SocketException.class,
          () -> NettyEngine.create(InetSocketAddress.createUnresolved("nowhere.invalid", 0)));
    } finally {
      first.stop(0);
    }
    // Stopped, it has let go of it.
    NettyEngine.create(first.getAddress()).stop(0);
  }

  @Test
  void aServerThatWasNotBound() {
    NettyServer server = new NettyServer(TestServer.PATIENT);
    assertNull(server.getAddress());
    assertThrows(IllegalStateException.class, server::start);
    assertThrows(IllegalArgumentException.class, () -> server.stop(-1));
    server.stop(0);
  }

  @Test
  void stoppingWaitsForWhatIsBeingAnswered() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          begun.complete(null);
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          TestServer.echo().handle(exchange);
        };
    try (TestServer server = new TestServer(handler);
        Client idle = server.connect();
        Client busy = server.connect()) {
      busy.send(get("/thread"));
      begun.get();
      Thread stopping = new Thread(() -> server.server.stop(300));
      stopping.start();
      assertTrue(idle.isClosed());
      assertThrows(IOException.class, server::connect);
      go.countDown();
      Client.Answer answer = busy.answer();
      assertEquals("GET /thread ", answer.body());
      assertEquals(Optional.of("close"), answer.header("Connection"));
      assertTrue(busy.isClosed());
      stopping.join();
    }
  }

  /** A request is in flight from its head on, and those behind it are not taken up any more. */
  @Test
  void stoppingWaitsForABodyThatIsComing() throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          begun.complete(null);
          TestServer.echo().handle(exchange);
        };
    try (TestServer server = new TestServer(handler);
        Client idle = server.connect();
        Client busy = server.connect()) {
      busy.send("POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
      begun.get();
      Thread stopping = new Thread(() -> server.server.stop(300));
      stopping.start();
      assertTrue(idle.isClosed());
      busy.send("cd" + get("/loop"));
      Client.Answer answer = busy.answer();
      assertEquals("POST /loop abcd", answer.body());
      assertEquals(Optional.of("close"), answer.header("Connection"));
      assertTrue(busy.endsWithoutReset());
      stopping.join();
    }
  }

  @Test
  void stoppingAtOnceEndsWhatIsNotAnswered() throws Exception {
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          begun.complete(null);
          error.complete(
              assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send("POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
      begun.get();
      server.server.stop(0);
      error.get();
      assertTrue(client.isClosed());
      server.server.stop(0);
    }
  }

  /** Whatever was answered before reaches the client. */
  @Test
  void stoppingAtOnceWritesWhatIsAnswered() throws Exception {
    byte[] large = new byte[5_000_000];
    CompletableFuture<Void> answered = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
          answered.complete(null);
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(get("/loop"));
      answered.get();
      Thread stopping = new Thread(() -> server.server.stop(0));
      stopping.start();
      assertEquals(large.length, client.answer().body().length());
      stopping.join();
    }
  }

  @Test
  void aHandlerMayStopTheServer() throws Exception {
    CompletableFuture<HttpServer> stopped = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          HttpServer server = exchange.getHttpContext().getServer();
          exchange.sendResponseHeaders(200, -1);
          server.stop(1);
          stopped.complete(server);
        };
    for (String context : new String[] {"/loop", "/thread"}) {
      try (TestServer server = new TestServer(handler);
          Client client = server.connect()) {
        client.send(get(context));
        stopped.get(60, TimeUnit.SECONDS);
        assertEquals(200, client.answer().status());
        assertTrue(client.isClosed());
      }
    }
  }
}
