package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a handler, a logger or a client does ends or stops an event loop. */
class DurabilityTest {
  private static final int LOOPS = Runtime.getRuntime().availableProcessors();

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static void assertServes(TestServer server) throws IOException {
    // As many as there are loops, so that each has one.
    for (int i = 0; i < 2 * LOOPS; i++) {
      try (Client client = server.connect()) {
        assertEquals(200, client.send(get("/loop/good")).answer().status());
      }
    }
  }

  private static HttpHandler throwing(Error error) {
    return exchange -> {
      if (exchange.getRequestURI().getPath().endsWith("/good")) {
        TestServer.echo().handle(exchange);
      } else {
        throw error;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread"})
  void anErrorOfAHandlerEndsItsConnectionAlone(String context) throws Exception {
    RecordingLogger logger = new RecordingLogger();
    try (TestServer server =
        new TestServer(
            TestServer.withLogger(logger), throwing(new NoClassDefFoundError("on purpose")))) {
      for (int i = 0; i < 2 * LOOPS; i++) {
        try (Client client = server.connect()) {
          assertTrue(client.send(get(context)).isClosed());
        }
        assertEquals(
            "ERROR a handler failed java.lang.NoClassDefFoundError: on purpose",
            logger.lines().take());
      }
      assertServes(server);
    }
  }

  @Test
  void aLoggerThatThrowsIsNotFelt() throws IOException {
    RecordingLogger logger =
        new RecordingLogger(
            line -> {
              throw new StackOverflowError();
            });
    try (TestServer server =
        new TestServer(TestServer.withLogger(logger), throwing(new LinkageError("on purpose")))) {
      for (int i = 0; i < 2 * LOOPS; i++) {
        try (Client client = server.connect()) {
          assertTrue(client.send(get("/loop")).isClosed());
        }
      }
      assertServes(server);
    }
  }

  /** As one does whose output is not read. */
  @Test
  void aLoggerThatWaitsHoldsUpNeitherRequestsNorTheEnd() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    RecordingLogger logger =
        new RecordingLogger(
            line -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try (TestServer server = new TestServer(TestServer.withLogger(logger), TestServer.echo())) {
      for (int i = 0; i < 1200; i++) {
        try (Client client = server.connect()) {
          assertEquals(404, client.send(get("/nowhere")).answer().status());
        }
      }
      assertServes(server);
      server.server.stop(0);
    } finally {
      end.countDown();
    }
  }

  @Test
  void anExecutorThatThrowsAnErrorEndsTheConnectionAlone() throws IOException {
    AtomicBoolean full = new AtomicBoolean(true);
    NettyServer server = new NettyServer(TestServer.PATIENT);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        task -> {
          if (full.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          task.run();
        });
    server.createContext("/", TestServer.echo());
    server.start();
    try {
      for (int i = 0; i < 2 * LOOPS; i++) {
        try (Client client = new Client(server.getAddress())) {
          assertTrue(client.send(get("/")).isClosed());
        }
      }
      full.set(false);
      for (int i = 0; i < 2 * LOOPS; i++) {
        try (Client client = new Client(server.getAddress())) {
          assertEquals(200, client.send(get("/")).answer().status());
        }
      }
    } finally {
      server.stop(0);
    }
  }

  /** What clients do to connections is never an error. */
  @Test
  void clientsThatLeaveAreNoError() throws Exception {
    RecordingLogger logger = new RecordingLogger();
    HttpHandler handler =
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 5_000_000);
          exchange.getResponseBody().write(new byte[5_000_000]);
          exchange.close();
          assertTrue(body.length > 0);
        };
    try (TestServer server = new TestServer(TestServer.withLogger(logger), handler)) {
      for (int i = 0; i < 20; i++) {
        for (int sent : new int[] {100, 300_000, 400_000}) {
          try (Client client = server.connect()) {
            client.send("POST /thread HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n");
            client.send(new byte[sent]);
          }
        }
      }
      server.server.stop(60);
    }
    assertEquals(
        List.of(),
        logger.lines().stream()
            .filter(line -> line.startsWith("ERROR") || line.startsWith("WARNING"))
            .toList());
  }

  /** Requests that stand in a long line do not keep those of others waiting. */
  @Test
  void aConnectionHasItsTurnAndThenOthersHaveTheirs() throws Exception {
    Map<String, Thread> threads = new ConcurrentHashMap<>();
    AtomicInteger greedy = new AtomicInteger();
    AtomicInteger before = new AtomicInteger(-1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    HttpHandler handler =
        exchange -> {
          String name = exchange.getRequestURI().getQuery();
          threads.put(name, Thread.currentThread());
          if (name.equals("modest")) {
            before.set(greedy.get());
          } else if (name.equals("greedy") && greedy.incrementAndGet() == 1) {
            begun.countDown();
            try {
              sent.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
          exchange.sendResponseHeaders(404, -1);
        };
    List<Client> clients = new ArrayList<>();
    try (TestServer server = new TestServer(TestServer.standard(), handler)) {
      for (int i = 0; i <= LOOPS; i++) {
        clients.add(server.connect());
        assertEquals(404, clients.get(i).send(get("/loop?" + i)).answer().status());
      }
      // Two of them are on one loop.
      Client first = clients.get(0);
      int same = 1;
      while (!threads.get("0").equals(threads.get(Integer.toString(same)))) {
        same++;
      }
      first.send(get("/loop?greedy").repeat(400));
      begun.await();
      clients.get(same).send(get("/loop?modest"));
      sent.countDown();
      assertEquals(404, clients.get(same).answer().status());
      assertTrue(before.get() <= 4 * ConnectionInput.MAX_TURN, before::toString);
      for (int i = 0; i < 400; i++) {
        assertEquals(404, first.answer().status());
      }
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }

  /** Its answers would fill the memory. */
  @Test
  void aClientThatSendsRequestsAndReadsNothingIsNotServedOn() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    byte[] large = new byte[1_000_000];
    HttpHandler handler =
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/good")) {
            TestServer.echo().handle(exchange);
            return;
          }
          handled.incrementAndGet();
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
        };
    try (TestServer server = new TestServer(TestServer.standard(), handler);
        Client client = server.connect()) {
      client.send(get("/loop").repeat(100));
      for (int i = 0; i < 20; i++) {
        assertServes(server);
      }
      assertTrue(handled.get() < 50, handled::toString);
      for (int i = 0; i < 100; i++) {
        assertEquals(large.length, client.answer().body().length());
      }
    }
  }

  @Test
  void aServerThatEndedTakesNoConnection() throws IOException {
    TestServer server = new TestServer(TestServer.echo());
    server.close();
    assertThrows(IOException.class, server::connect);
  }
}
