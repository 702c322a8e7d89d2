package dev.signalbox.standalone.oracle;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import dev.signalbox.testkit.internal.oracle.RecordedExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes through the proxy, and what is in the file. */
class RecordingProxyTest {
  private static final int MAX_BODY = 1000;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;
  private Path out;
  private HttpServer upstream;
  private final AtomicReference<HttpHandler> handler = new AtomicReference<>();

  @BeforeEach
  void start() throws IOException {
    out = folder.resolve("out.jsonl");
    upstream = HttpServer.create(ANY, 0);
    upstream.createContext("/", exchange -> handler.get().handle(exchange));
    upstream.start();
  }

  @AfterEach
  void stop() {
    upstream.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + upstream.getAddress().getPort();
  }

  private HttpAnswer through(String to, boolean redact, RawRequest request) throws Exception {
    ProxySettings settings =
        new ProxySettings(
            URI.create(to), ANY, Duration.ofSeconds(30), MAX_BODY, redact, SSLContext.getDefault());
    try (RecordingFile file = RecordingFile.open(out);
        RecordingProxy proxy = RecordingProxy.start(settings, file)) {
      return new RawHttpClient(
              URI.create("http://127.0.0.1:" + proxy.port()),
              Duration.ofSeconds(30),
              Optional.empty())
          .send(request);
    }
  }

  private HttpAnswer through(RawRequest request) throws Exception {
    return through(url(), false, request);
  }

  private RecordedExchange recorded() throws IOException {
    List<String> lines = Files.readAllLines(out);
    return RecordedExchange.parse(lines.get(lines.size() - 1));
  }

  private static RawRequest post(String body) {
    return RawRequest.post("/a?b=c", body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpHandler answering(int status, byte[] body) {
    return exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("X-One", "1");
      exchange.getResponseHeaders().add("Set-Cookie", "sid=hush");
      exchange.getResponseHeaders().add("Set-Cookie", "b=2");
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  @Test
  void aRequestAndItsAnswerGoThroughUnchangedAndAreRecorded() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    handler.set(
        exchange -> {
          seen.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Host")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answering(404, "nö".getBytes(StandardCharsets.UTF_8)).handle(exchange);
        });
    HttpAnswer answer =
        through(post("{}").method("PATCH").with("Authorization", "Basic cGFzc3dvcmQ="));
    RecordedExchange line = recorded();
    assertAll(
        () ->
            assertEquals(
                "PATCH /a?b=c Basic cGFzc3dvcmQ= " + url().substring(7) + " {}", seen.get()),
        () -> assertEquals(404, answer.status()),
        () -> assertEquals("nö", answer.text()),
        () -> assertEquals(List.of("sid=hush", "b=2"), answer.headers("Set-Cookie")),
        () -> assertEquals("/a?b=c", line.request().target()),
        () -> assertEquals(404, line.answer().status()),
        () -> assertEquals(3, line.answer().body().size()),
        () -> assertEquals(Optional.empty(), line.failure()),
        () -> assertFalse(Files.readString(out).contains("hush")),
        () -> assertFalse(Files.readString(out).contains("cGFzc3dvcmQ")),
        () ->
            assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out))));
  }

  @Test
  void longBodiesGoThroughWholeAndAreRecordedInPart() throws Exception {
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'x');
    AtomicReference<Integer> seen = new AtomicReference<>(0);
    handler.set(
        exchange -> {
          seen.set(exchange.getRequestBody().readAllBytes().length);
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(large);
          }
        });
    HttpAnswer answer = through(RawRequest.post("/", large).inChunks());
    RecordedExchange line = recorded();
    assertAll(
        () -> assertEquals(large.length, seen.get()),
        () -> assertArrayEquals(large, answer.body()),
        () -> assertEquals(large.length, line.request().body().size()),
        () -> assertEquals(MAX_BODY, line.request().body().content().length),
        () -> assertFalse(line.request().body().isWhole()),
        () -> assertEquals(MAX_BODY, line.answer().body().content().length));
  }

  @Test
  void anUpstreamThatIsAwayIsABadGateway() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    HttpAnswer answer = through("http://127.0.0.1:" + free, false, post("{}"));
    RecordedExchange line = recorded();
    assertAll(
        () -> assertEquals(502, answer.status()),
        () -> assertEquals("application/problem+json", answer.mediaType()),
        () -> assertTrue(answer.text().contains("nothing listens there"), answer.text()),
        () -> assertEquals(502, line.answer().status()),
        () -> assertTrue(line.failure().orElse("").contains("nothing listens there")));
  }

  @Test
  void anAnswerThatBreaksOffBreaksOffForTheClientToo() throws Exception {
    handler.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    HttpAnswer answer = through(post(""));
    assertAll(
        () -> assertNotEquals(HttpAnswer.AnswerKind.ANSWERED, answer.kind()),
        () -> assertEquals("the answer broke off after 4 bytes", recorded().failure().orElse("")));
  }

  @Test
  void answersWithoutABodyGoThrough() throws Exception {
    handler.set(answering(204, new byte[0]));
    assertEquals(204, through(post("")).status());
    handler.set(answering(200, new byte[0]));
    assertEquals(200, through(post("").method("HEAD")).status());
    assertEquals(2, Files.readAllLines(out).size());
  }

  @Test
  void anAnswerIsNotCompressedForTheRecordingsSake() throws Exception {
    AtomicReference<Boolean> asked = new AtomicReference<>(true);
    handler.set(
        exchange -> {
          asked.set(exchange.getRequestHeaders().containsKey("Accept-Encoding"));
          answering(200, new byte[0]).handle(exchange);
        });
    through(post("").with("Accept-Encoding", "gzip"));
    assertFalse(asked.get());
  }

  @Test
  void personalDataIsReplacedWhereThatIsAskedFor() throws Exception {
    handler.set(answering(200, new byte[0]));
    String body =
        "{\"from\":\"+1 (415) 555-2671\",\"to\":\"+4989123456\",\"again\":\"+14155552671\","
            + "\"mail\":\"ann@example.org\",\"content\":\"my words\",\"startTime\":1767607200000}";
    through(url(), true, post(body));
    String kept = new String(recorded().request().body().content(), StandardCharsets.UTF_8);
    assertEquals(
        "{\"from\":\"+15550100000\",\"to\":\"+15550100001\",\"again\":\"+15550100000\","
            + "\"mail\":\"name@example.com\",\"content\":\"(redacted)\","
            + "\"startTime\":1767607200000}",
        kept);
    through(url(), false, post(body));
    assertTrue(Files.readAllLines(out).get(1).contains("+4989123456"));
  }

  @Test
  void aRecordingThatWasCutOffIsGoneOnWithOnALineOfItsOwn() throws Exception {
    Files.writeString(out, "{\"id\":1,\"ti");
    handler.set(answering(200, new byte[0]));
    through(post(""));
    assertEquals(2, Files.readAllLines(out).size());
    assertEquals(200, recorded().answer().status());
  }
}
