package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two servers could read in two ways is read by this one in none. */
class MalformedRequestsTest {
  private static final String SMUGGLED = "GET /loop/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final String CHUNKED = "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||";

  private static final String HUNDRED_AND_FOUR =
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  /** Escapes stand for the characters that would be lost in a table. */
  private static String text(String escaped) {
    return escaped
        .replace("<CR>", "\r")
        .replace("<LF>", "\n")
        .replace("<NUL>", "\0")
        .replace("<TAB>", "\t")
        .replace("<E9>", "é")
        .replace("|", "\r\n");
  }

  private static void assertRefused(int status, String request, int cutAt) throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    try (TestServer server =
            new TestServer(
                exchange -> {
                  handled.add(exchange.getRequestURI().toString());
                  TestServer.echo().handle(exchange);
                });
        Client client = server.connect()) {
      if (cutAt > 0) {
        // Two reads, if the network lets them be two: the outcome is the same.
        client.send(request.substring(0, cutAt));
        request = request.substring(cutAt);
      }
      client.send(request + SMUGGLED);
      Client.Answer answer = client.answer();
      assertEquals(status, answer.status());
      assertEquals(Optional.of("close"), answer.header("Connection"));
      assertTrue(client.isClosed());
      assertEquals(List.of(), handled);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /loop HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 5||0||",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 6||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 5, 6||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 5||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: +5||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: +104||" + HUNDRED_AND_FOUR,
        "POST /loop HTTP/1.1|Host: a|Content-Length: -5||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 5 5||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 99999999999999999999||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: 0x5||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length: ||hello",
        "POST /loop HTTP/1.1|Host: a|Content-Length : 5||hello",
        "POST /loop HTTP/1.1|Host: a| Content-Length: 5||hello",
        "POST /loop HTTP/1.1|Host: a|X: y| Content-Length: 5||hello",
        "POST /loop HTTP/1.1|Host: a|X: y|<TAB>folded||",
        "POST /loop HTTP/1.1| Host: a||",
        "POST /loop HTTP/1.0|Transfer-Encoding: chunked||0||",
        "GET /loop HTTP/1.1<LF>Host: a<LF><LF>",
        "GET /loop HTTP/1.1|Host: a<LF>X: y||",
        "GET /loop HTTP/1.1|Host: a<CR>X: y||",
        "GET /loop HTTP/1.1|Host: a|X: y<CR>||",
        "GET /loop HTTP/1.1|Host: a|X: y<NUL>z||",
        "GET /loop HTTP/1.1|Host: a|X<NUL>: y||",
        "GET /loop HTTP/1.1|Host: a|: y||",
        "GET /loop HTTP/1.1|Host: a|X||",
        "GET<TAB>/loop HTTP/1.1|Host: a||",
        "GET /loop<CR>HTTP/1.1|Host: a||",
        "GET /loop<NUL> HTTP/1.1|Host: a||",
        "GET /loop HTTP/1.1 |Host: a||",
        "GET  /loop HTTP/1.1|Host: a||",
        "GET /loop  HTTP/1.1|Host: a||",
        " GET /loop HTTP/1.1|Host: a||",
        "<CR>GET /loop HTTP/1.1|Host: a||",
        "<CR> GET<TAB>/loop HTTP/1.1|Host: a||",
        "GET /loop<E9> HTTP/1.1|Host: a||",
        "GET * HTTP/1.1|Host: a||",
        "GET /loop x HTTP/1.1|Host: a||",
        "GET /loop|Host: a||",
        "GET /loop JUNK|Host: a||",
        "GET /loop HTTP/1.1x|Host: a||",
        "GET /loop http/1.1|Host: a||",
        "GET /loop HTTP/11|Host: a||",
        "GET|Host: a||",
        "G@T /loop HTTP/1.1|Host: a||",
        "GET /loop HTTP/1.1||",
        "GET /loop HTTP/1.1|Host: a|Host: b||",
        "GET /loop HTTP/1.1|Host: a|Host: a||",
        "GET /loop HTTP/1.1|Host: a, b||",
        "GET /loop HTTP/1.1|Host: a b||",
        "GET /loop HTTP/1.1|Host: a/loop||",
        "GET /loop HTTP/1.1|Host: u@a||",
        "GET /loop HTTP/1.0|Host: a|Host: b||",
        "GET /loop#x HTTP/1.1|Host: a||",
        "GET loop HTTP/1.1|Host: a||",
        "GET http:///loop HTTP/1.1|Host: a||",
        "GET http:/loop HTTP/1.1|Host: a||",
        "GET /loop% HTTP/1.1|Host: a||",
        "GET /loop{} HTTP/1.1|Host: a||",
        "GET mailto:a@b HTTP/1.1|Host: a||",
        "CONNECT a:443 HTTP/1.1|Host: a||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz|",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||2|abc|0||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||2<LF>ab|0||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||-1|ab|0||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked||100000000|ab|0||",
        CHUNKED + "100000068|" + HUNDRED_AND_FOUR + "|0||",
        CHUNKED + "80000000|ab|0||",
        CHUNKED + "ffffffffffffffffffffffffff|ab|0||",
        CHUNKED + "0x2|ab|0||",
        CHUNKED + "+2|ab|0||",
        CHUNKED + " 2|ab|0||",
        CHUNKED + "|ab|0||",
        CHUNKED + ";x|ab|0||",
        CHUNKED + "2;x<LF>|ab|0||",
        CHUNKED + "2|ab<LF>0||",
        CHUNKED + "2|ab|-0||",
        CHUNKED + "0<LF>|",
        CHUNKED + "0|X||",
        CHUNKED + "0|X: y<LF>|",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: chunked, identity||0||",
        "POST /loop HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||",
      })
  void isRefused(String escaped) throws Exception {
    String request = text(escaped);
    assertRefused(400, request, 0);
  }

  /** The lines of a head may come one by one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 20, 21, 22, 30, 31, 38, 39, 40, 45})
  void aFoldIsSeenWhereverTheHeadIsCut(int cutAt) throws Exception {
    assertRefused(400, text("GET /loop HTTP/1.1|Host: a|X: y| folded: z||"), cutAt);
  }

  @ParameterizedTest
  @CsvSource({
    "501, 'POST /loop HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||'",
    "505, 'GET /loop HTTP/2.0|Host: a||'",
    "505, 'GET /loop HTTP/1.2|Host: a||'",
    "404, 'GET /other HTTP/1.1|Host: a||'",
    "404, 'OPTIONS * HTTP/1.1|Host: a||'",
  })
  void isNotServed(int status, String escaped) throws Exception {
    assertRefused(status, text(escaped), 0);
  }

  @ParameterizedTest
  @CsvSource({"414, 65600, 0, 0", "431, 1, 400000, 1", "431, 1, 1, 201", "200, 65000, 1000, 199"})
  void isTooLong(int status, int target, int value, int fields) throws Exception {
    String request =
        "GET /loop/"
            + "t".repeat(target)
            + " HTTP/1.1\r\nHost: a\r\n"
            + ("X: " + "v".repeat(value) + "\r\n").repeat(fields)
            + "\r\n";
    if (status != 200) {
      assertRefused(status, request, 0);
      return;
    }
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      assertEquals(200, client.send(request).answer().status());
    }
  }

  /** A coding without a name is none; what follows a chunked body is ignored (RFC 9112, 7.1.2). */
  @Test
  void emptyCodingsAndTrailersAreFine() throws Exception {
    List<String> codings = new CopyOnWriteArrayList<>();
    try (TestServer server =
            new TestServer(
                exchange -> {
                  codings.add(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                  codings.add(
                      String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")));
                  TestServer.echo().handle(exchange);
                });
        Client client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(
            text(
                "POST /loop HTTP/1.1|Host: a|Content-Encoding:|Transfer-Encoding: chunked||"
                    + "2;name=value|hi|0|X-Checksum: 1|Content-Length: 7|Host: b||"));
        assertEquals("POST /loop hi", client.answer().body());
        client.send(text("POST /loop HTTP/1.1|Host: a|Content-Encoding: |Content-Length: 2||hi"));
        assertEquals("POST /loop hi", client.answer().body());
      }
      assertEquals(List.of("", "null", "", "2"), codings.subList(0, 4));
      // Trailers are bounded as headers are.
      try {
        client.send(text(CHUNKED + "2|hi|0|" + ("X: " + "y".repeat(1000) + "|").repeat(400) + "|"));
        assertEquals(400, client.answer().status());
      } catch (IOException closed) {
        // So it is when the handler was called before the trailers came.
      }
    }
  }

  /** An unfinished head whose client ends is no request. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "GET /loop HTTP/1.1|Host: a|", "|", "<NUL>"})
  void anUnfinishedHead(String escaped) throws IOException {
    try (TestServer server = new TestServer(TestServer.echo());
        Client client = server.connect()) {
      client.send(text(escaped)).endOutput();
      try {
        assertEquals(400, client.answer().status());
      } catch (IOException closed) {
        // As good.
      }
      assertTrue(client.isClosed());
    }
  }
}
