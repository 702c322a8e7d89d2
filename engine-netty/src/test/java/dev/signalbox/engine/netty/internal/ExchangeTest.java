package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.engine.netty.NettyEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exchange is used as on the JDK's server. */
class ExchangeTest {
  private static final String GET = "GET /thread HTTP/1.1\r\nHost: a\r\n\r\n";

  private static Client.Answer answer(HttpHandler handler, String request) throws IOException {
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      return client.send(request).answer();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread", "/later"})
  void aBodyOfKnownLengthGoesOutWithItsHead(String context) throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send("PUT " + context + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
        Client.Answer answer = client.answer();
        assertEquals("HTTP/1.1 200 OK", answer.statusLine());
        assertEquals("PUT " + context + " hi", answer.body());
        assertEquals(Optional.empty(), answer.header("Connection"));
        ZonedDateTime date =
            ZonedDateTime.parse(
                answer.header("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertTrue(Duration.between(date, ZonedDateTime.now(ZoneOffset.UTC)).abs().toMinutes() < 5);
      }
    }
  }

  @Test
  void aBodyOfUnknownLengthIsChunkedOrEndsTheConnection() throws IOException {
    HttpHandler handler =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write("a".repeat(100_000).getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
          out.write('b');
          exchange.close();
        };
    String body = "a".repeat(100_000) + "b";
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      for (String context : List.of("/loop", "/thread", "/later")) {
        client.send("GET " + context + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Client.Answer chunked = client.answer();
        assertEquals(Optional.of("chunked"), chunked.header("Transfer-Encoding"));
        assertEquals(body, chunked.body());
      }
      client.send("GET /thread HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      Client.Answer old = client.answer();
      assertEquals(Optional.empty(), old.header("Transfer-Encoding"));
      assertEquals(Optional.of("close"), old.header("Connection"));
      assertEquals(body, old.body());
    }
  }

  @Test
  void anAnswerToAHeadHasNoBody() throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      for (String context : List.of("/loop", "/thread")) {
        client.send("HEAD " + context + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Client.Answer head = client.answer(true);
        assertEquals(200, head.status());
        assertEquals(
            Optional.of(Integer.toString(("HEAD " + context + " ").length())),
            head.header("Content-Length"));
      }
      client.send("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals("GET /loop ", client.answer().body());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 404})
  void anAnswerWithoutABody(int status) throws IOException {
    HttpHandler handler = exchange -> exchange.sendResponseHeaders(status, -1);
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        Client.Answer answer = client.send(GET).answer();
        assertEquals(status, answer.status());
        assertEquals(status == 404, answer.header("Content-Length").isPresent());
      }
    }
  }

  @Test
  void whatTheClientSaysOfTheConnectionHolds() throws IOException {
    try (TestServer server = new TestServer(TestServer.echo())) {
      for (String closing :
          List.of(
              "GET /loop HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
              "GET /loop HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n",
              "GET /loop HTTP/1.0\r\n\r\n")) {
        try (Client client = server.connect()) {
          Client.Answer answer = client.send(closing).answer();
          assertEquals(Optional.of("close"), answer.header("Connection"));
          assertEquals("GET /loop ", answer.body());
          assertTrue(client.isClosed());
        }
      }
      try (Client client = server.connect()) {
        for (int i = 0; i < 2; i++) {
          client.send("GET /loop HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
          assertEquals(Optional.of("keep-alive"), client.answer().header("Connection"));
        }
        client.send("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n").endOutput();
        assertEquals("GET /loop ", client.answer().body());
        assertTrue(client.isClosed());
      }
    }
  }

  @Test
  void aHandlerMayCloseTheConnection() throws IOException {
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          exchange.sendResponseHeaders(200, -1);
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      assertEquals(Optional.of("close"), client.send(GET).answer().header("Connection"));
      assertTrue(client.isClosed());
    }
  }

  /** Clients that speak to a proxy name the whole address. */
  @Test
  void anAbsoluteTarget() throws IOException {
    assertEquals(
        "GET http://a:1/loop/x?y ",
        answer(TestServer.echo(), "GET http://a:1/loop/x?y HTTP/1.1\r\nHost: a\r\n\r\n").body());
  }

  /** The handler sees the path as it came, and logs can show the target as it came. */
  @Test
  void targetsThatBeginWithTwoSlashes() throws IOException {
    HttpHandler handler =
        exchange -> {
          String text =
              exchange.getRequestURI().getRawPath()
                  + " "
                  + exchange.getAttribute(NettyEngine.TARGET);
          exchange.sendResponseHeaders(200, text.length());
          exchange.getResponseBody().write(text.getBytes(StandardCharsets.ISO_8859_1));
          exchange.close();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      server.server.createContext("/", handler);
      for (String[] pair :
          new String[][] {
            {"//telephony/v1/x?q", "//telephony/v1/x"},
            {"//loop/x", "//loop/x"},
            {"/loop/%2F?//a", "/loop/%2F"},
            {"http://a//b", "//b"},
            {"foo:/telephony/v1/x", "./foo:/telephony/v1/x"}
          }) {
        client.send("GET " + pair[0] + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(pair[1] + " " + pair[0], client.answer().body());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread"})
  void withoutAWholeAnswerTheConnectionCloses(String context) throws IOException {
    List<HttpHandler> handlers =
        List.of(
            exchange -> {
              throw new IOException("on purpose");
            },
            exchange -> {
              throw new IllegalStateException("on purpose");
            },
            HttpExchange::close,
            exchange -> {
              exchange.sendResponseHeaders(200, 5);
              exchange.getResponseBody().write(1);
              exchange.close();
            });
    for (HttpHandler handler : handlers) {
      try (TestServer server = new TestServer(handler);
          Client client = server.connect()) {
        client.send("GET " + context + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThrows(IOException.class, client::answer);
        assertTrue(client.isClosed());
      }
    }
  }

  @Test
  void misuseIsRefused() throws Exception {
    CompletableFuture<Void> tried = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          try {
            OutputStream out = exchange.getResponseBody();
            assertThrows(IOException.class, () -> out.write(1));
            assertThrows(IOException.class, out::flush);
            exchange.sendResponseHeaders(200, 2);
            assertThrows(IOException.class, () -> exchange.sendResponseHeaders(200, 2));
            assertThrows(IOException.class, () -> out.write(new byte[3]));
            out.write('o');
            out.write('k');
            assertThrows(IOException.class, () -> out.write(1));
            out.close();
            assertThrows(IOException.class, () -> out.write(1));
            exchange.close();
            tried.complete(null);
          } catch (Throwable e) {
            tried.completeExceptionally(e);
          }
        };
    assertEquals("ok", answer(handler, GET).body());
    tried.get();
  }

  /** Finished where its handler was called, an exchange costs no further thread. */
  @Test
  void theEventLoopFinishesWhatItMayCall() throws IOException {
    HttpHandler handler =
        exchange -> {
          Object finisher = exchange.getAttribute(NettyEngine.FINISHER);
          Executor own = finisher instanceof Executor executor ? executor : Runnable::run;
          Runnable finish = () -> finish(exchange, Thread.currentThread().getName());
          new Thread(() -> own.execute(finish), "completes").start();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      String loop = client.send(GET.replace("thread", "loop")).answer().body();
      assertTrue(loop.startsWith("signalbox-netty"), loop);
      String thread = client.send(GET).answer().body();
      assertFalse(thread.startsWith("signalbox-netty"), thread);
    }
  }

  /** What is still to come could keep the loop waiting. */
  @Test
  void theEventLoopFinishesNothingThatIsStillToCome() throws Exception {
    CompletableFuture<Optional<Object>> before = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          before.complete(Optional.ofNullable(exchange.getAttribute(NettyEngine.FINISHER)));
          exchange.getRequestBody().readAllBytes();
          finish(exchange, String.valueOf(exchange.getAttribute(NettyEngine.FINISHER) != null));
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send("PUT /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh");
      assertEquals(Optional.empty(), before.get());
      assertEquals("true", client.send("i").answer().body());
    }
  }

  private static void finish(HttpExchange exchange, String text) {
    byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      exchange.close();
    }
  }

  /** A value with a line end would be another header line, or another answer. */
  @Test
  void aHeaderCantHoldAnother() throws IOException {
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().set("X", "y");
          exchange.getResponseHeaders().get("X").set(0, "y\r\nZ: z");
          exchange.sendResponseHeaders(200, -1);
        };
    assertThrows(IOException.class, () -> answer(handler, GET));
  }

  @Test
  void whatAHandlerLearns() throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    HttpHandler handler =
        exchange -> {
          try {
            assertEquals("GET", exchange.getRequestMethod());
            assertEquals("/thread/a%2Fb", exchange.getRequestURI().getRawPath());
            assertEquals("HTTP/1.1", exchange.getProtocol());
            assertEquals(List.of("1", "2"), exchange.getRequestHeaders().get("x-many"));
            assertEquals("/thread", exchange.getHttpContext().getPath());
            assertTrue(exchange.getRemoteAddress().getAddress().isLoopbackAddress());
            assertEquals(
                exchange.getHttpContext().getServer().getAddress(), exchange.getLocalAddress());
            assertEquals(-1, exchange.getResponseCode());
            exchange.setAttribute("a", 1);
            assertEquals(
                Map.of("a", 1, NettyContext.FINISHES_LATER, true, NettyContext.DISCARDS_REST, true),
                exchange.getHttpContext().getAttributes());
            assertEquals(1, exchange.getAttribute("a"));
            exchange.setAttribute("a", null);
            exchange.setStreams(new ByteArrayInputStream(new byte[] {7}), null);
            assertEquals(7, exchange.getRequestBody().read());
            exchange.sendResponseHeaders(202, -1);
            assertEquals(202, exchange.getResponseCode());
            seen.complete(null);
          } catch (Throwable e) {
            seen.completeExceptionally(e);
            throw e;
          }
        };
    String request = "GET /thread/a%2Fb HTTP/1.1\r\nHost: a\r\nX-Many: 1\r\nX-MANY:2 \r\n\r\n";
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      client.send(request);
      seen.get();
      assertEquals(202, client.answer().status());
    }
  }

  @Test
  void filtersAndAuthenticatorsComeFirst() throws IOException {
    HttpHandler handler =
        exchange -> {
          byte[] user = exchange.getPrincipal().getUsername().getBytes(StandardCharsets.ISO_8859_1);
          exchange.sendResponseHeaders(200, user.length);
          exchange.getResponseBody().write(user);
          exchange.close();
        };
    try (TestServer server = new TestServer(handler);
        Client client = server.connect()) {
      HttpContext context = server.server.createContext("/closed", handler);
      context
          .getFilters()
          .add(
              Filter.beforeHandler(
                  "marks", exchange -> exchange.getResponseHeaders().set("X-Filter", "yes")));
      context.setAuthenticator(
          new BasicAuthenticator("here") {
            @Override
            public boolean checkCredentials(String user, String password) {
              return user.equals("me") && password.equals("secret");
            }
          });
      assertNotNull(context.getAuthenticator());
      String request = "POST /closed HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n";
      client.send(request + "\r\nhi");
      Client.Answer refused = client.answer();
      assertEquals(401, refused.status());
      assertEquals(Optional.of("yes"), refused.header("X-Filter"));
      String credentials =
          Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
      client.send(request + "Authorization: Basic " + credentials + "\r\n\r\nhi");
      assertEquals("me", client.answer().body());
    }
  }
}
