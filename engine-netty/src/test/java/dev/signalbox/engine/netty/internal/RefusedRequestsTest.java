package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.engine.netty.NettyOptions;
import dev.signalbox.engine.netty.RefusedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of a server, and what is said of requests that no handler saw. */
class RefusedRequestsTest {
  private final BlockingQueue<RefusedRequest> refused = new LinkedBlockingQueue<>();

  private HttpServer server(NettyOptions.Builder options) throws IOException {
    HttpServer server =
        NettyEngine.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            options.onRefusal(refused::add).build());
    server.createContext("/here", TestServer.echo());
    server.start();
    return server;
  }

  @ParameterizedTest
  @CsvSource({
    "400, 'GET /here JUNK|Host: a||', 'GET /here JUNK'",
    "400, 'GET /here% HTTP/1.1|Host: a||', 'GET /here% HTTP/1.1'",
    "400, '||nonsense||', 'nonsense'",
    "400, 'G<ESC>T /h<NUL>e HTTP/1.1|Host: a||', 'G\\u001bT /h\\u0000e HTTP/1.1'",
    "400, 'GET /here HTTP/1.1|Authorization Bearer secret||', 'GET /here HTTP/1.1'",
    "400, 'Authorization: Bearer secret|Host: a||', 'Authorization: Bearer …'",
    "400, 'GET /here HTTP/1.1||', 'GET /here HTTP/1.1'",
    "400, 'POST /here HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz|', 'POST /here HTTP/1.1'",
    "404, 'GET /nowhere?x HTTP/1.1|Host: a||', 'GET /nowhere?x HTTP/1.1'",
    "505, 'GET /here HTTP/2.0|Host: a||', 'GET /here HTTP/2.0'",
    "501, 'POST /here HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||', 'POST /here HTTP/1.1'",
  })
  void theListenerLearnsWhatCouldBeRead(int status, String escaped, String line) throws Exception {
    String request = escaped.replace("|", "\r\n").replace("<ESC>", "\u001b").replace("<NUL>", "\0");
    HttpServer server = server(NettyOptions.builder());
    try (Client client = new Client(server.getAddress())) {
      Client.Answer answer = client.send(request).answer();
      assertEquals(status, answer.status());
      assertFalse(answer.body().contains("Exception"), answer.body());
      RefusedRequest seen = refused.take();
      assertEquals(OptionalInt.of(status), seen.status());
      assertEquals(line, seen.requestLine());
      assertTrue(seen.remoteAddress().getAddress().isLoopbackAddress());
      for (String never : List.of("secret", "Exception", "netty")) {
        assertFalse(seen.toString().contains(never), seen::toString);
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aLongLineIsCut() throws Exception {
    HttpServer server = server(NettyOptions.builder());
    try (Client client = new Client(server.getAddress())) {
      client.send("GET /" + "x".repeat(20_000));
      assertEquals(414, client.answer().status());
      assertEquals("GET /" + "x".repeat(195) + "…", refused.take().requestLine());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aRequestThatDoesNotArriveIsNoticed() throws Exception {
    Duration once = Duration.ofMillis(50);
    HttpServer server = server(NettyOptions.builder().requestTimeout(once));
    try {
      for (String[] pair :
          new String[][] {{"GET /he", "GET /he"}, {"GET /here HTTP/1.1\r\nHost: a\r\n", ""}}) {
        try (Client client = new Client(server.getAddress())) {
          assertTrue(client.send(pair[0]).isClosed());
          RefusedRequest seen = refused.take();
          assertEquals(OptionalInt.empty(), seen.status());
          assertEquals(pair[1], seen.requestLine());
        }
      }
    } finally {
      server.stop(0);
    }
  }

  /** A field of that size is refused before it is parsed. */
  @Test
  void theDefaultsAreTight() throws Exception {
    HttpServer server = server(NettyOptions.builder());
    try {
      String accept = "Accept: " + "a/b,".repeat(47_000) + "\r\n";
      assertEquals(431, status(server, "/here", accept));
      assertEquals(431, status(server, "/here", "X: " + "v".repeat(16 * 1024) + "\r\n"));
      assertEquals(431, status(server, "/here", ("X: " + "v".repeat(997) + "\r\n").repeat(17)));
      assertEquals(200, status(server, "/here", ("X: " + "v".repeat(997) + "\r\n").repeat(16)));
      assertEquals(431, status(server, "/here", "X: y\r\n".repeat(200)));
      assertEquals(200, status(server, "/here", "X: y\r\n".repeat(199)));
      assertEquals(414, status(server, "/here/" + "x".repeat(8 * 1024), ""));
      assertEquals(200, status(server, "/here/" + "x".repeat(8000), ""));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theBoundsAreOptions() throws Exception {
    NettyOptions.Builder options =
        NettyOptions.builder()
            .maxRequestLineBytes(100)
            .maxHeaderBytes(200)
            .maxHeaderFields(3)
            .maxDiscardedBytes(0)
            .maxIdleConnections(1000)
            .idleTimeout(TestServer.LONG)
            .answerTimeout(TestServer.LONG)
            .lingerTimeout(TestServer.LONG);
    HttpServer server = server(options);
    try {
      assertEquals(414, status(server, "/here/" + "x".repeat(100), ""));
      assertEquals(200, status(server, "/here/" + "x".repeat(50), ""));
      assertEquals(431, status(server, "/here", "X: " + "v".repeat(200) + "\r\n"));
      assertEquals(200, status(server, "/here", "X: " + "v".repeat(150) + "\r\n"));
      assertEquals(431, status(server, "/here", "X: y\r\n".repeat(3)));
      assertEquals(200, status(server, "/here", "X: y\r\n".repeat(2)));
    } finally {
      server.stop(0);
    }
  }

  private static int status(HttpServer server, String target, String fields) throws IOException {
    try (Client client = new Client(server.getAddress())) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      return client.answer().status();
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    NettyOptions.Builder builder = NettyOptions.builder();
    List<Runnable> wrong =
        List.of(
            () -> builder.maxRequestLineBytes(0),
            () -> builder.maxHeaderBytes(0),
            () -> builder.maxHeaderFields(-1),
            () -> builder.maxDiscardedBytes(-1),
            () -> builder.maxIdleConnections(0),
            () -> builder.requestTimeout(Duration.ZERO),
            () -> builder.idleTimeout(Duration.ofSeconds(-1)),
            () -> builder.answerTimeout(Duration.ZERO),
            () -> builder.lingerTimeout(Duration.ZERO));
    for (Runnable call : wrong) {
      assertThrows(IllegalArgumentException.class, call::run);
    }
  }
}
