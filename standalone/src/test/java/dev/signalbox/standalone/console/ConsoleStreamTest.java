package dev.signalbox.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream, on the JDK's server and over real sockets. */
class ConsoleStreamTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ConsoleStream stream = new ConsoleStream(Duration.ofMillis(20));
  private final List<Closeable> opened = new ArrayList<>();
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        ConsoleHandler.PATH,
        new ConsoleHandler(stream, ConsoleAccess.development(), Optional.empty(), "token", false));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    stream.close();
    for (Closeable one : opened) {
      one.close();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  /** What a client reads, line by line. */
  private final class Reader {
    private final BufferedReader lines;
    private final int status;
    String lastId = "";

    Reader(String query, String... headers) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create(
                  "http://127.0.0.1:" + server.getAddress().getPort() + "/console/events" + query));
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<InputStream> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      status = response.statusCode();
      opened.add(response.body());
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    String await(String start) throws IOException {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        }
        if (line.startsWith(start)) {
          return line.substring(start.length());
        }
      }
      throw new IOException("the stream ended before " + start);
    }

    String data() throws IOException {
      return await("data: ");
    }
  }

  /** A client that asks and does not read. */
  private Socket open(String query) throws IOException {
    Socket socket = new Socket();
    opened.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(server.getAddress());
    socket
        .getOutputStream()
        .write(
            ("GET /console/events" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private void publish(String call, String json) {
    stream.publish("X", Optional.of(call), json);
  }

  @Test
  void whatIsRememberedComesFirstThenWhatHappens() throws Exception {
    publish("a", "{1}");
    publish("b", "{2}");
    Reader reader = new Reader("");
    assertEquals("{1}", reader.data());
    assertEquals("{2}", reader.data());
    publish("a", "{3}");
    assertEquals("X", reader.await("event: "));
    assertEquals("{3}", reader.data());
  }

  @Test
  void callsAreFiltered() throws Exception {
    publish("a", "{1}");
    publish("b / ü", "{2}");
    stream.publish("WARNING", Optional.empty(), "{3}");
    Reader reader = new Reader("?call=b%20%2F%20%C3%BC&call=c");
    assertEquals("{2}", reader.data());
    publish("a", "{4}");
    publish("c", "{5}");
    assertEquals("{5}", reader.data());
  }

  @Test
  void aClientGoesOnWhereItWas() throws Exception {
    Reader first = new Reader("");
    publish("a", "{1}");
    first.data();
    publish("a", "{2}");
    assertEquals("{2}", new Reader("", "Last-Event-ID", first.lastId).data());
    assertEquals("{2}", new Reader("?after=" + first.lastId).data());
    Reader now = new Reader("?after=now");
    publish("a", "{3}");
    assertEquals("{3}", now.data());
  }

  /** Who never got an event does not start from the beginning when it comes back. */
  @Test
  void heartbeatsSayHowFarAClientIs() throws Exception {
    Reader reader = new Reader("?call=none");
    publish("a", "{1}");
    reader.await(": still here");
    reader.await(": still here");
    Reader again = new Reader("?call=a", "Last-Event-ID", reader.lastId);
    publish("a", "{2}");
    assertEquals("{2}", again.data());
  }

  @Test
  void aGapThatIsTooLargeIsTold() throws Exception {
    Reader first = new Reader("");
    publish("a", "{0}");
    first.data();
    for (int i = 1; i <= ConsoleStream.MAX_EVENTS + 7; i++) {
      publish("a", "{" + i + "}");
    }
    Reader reader = new Reader("", "Last-Event-ID", first.lastId);
    assertEquals(ConsoleStream.GAP, reader.await("event: "));
    assertEquals("{\"type\":\"GAP\",\"detail\":{\"restarted\":false,\"missed\":7}}", reader.data());
    assertEquals("{8}", reader.data());
  }

  @Test
  void anIdOfAnotherRunIsToldAsAStartOver() throws Exception {
    publish("a", "{1}");
    for (String id : List.of("00000000-1", "?", "")) {
      Reader reader = new Reader("", "Last-Event-ID", id);
      assertEquals("{\"type\":\"GAP\",\"detail\":{\"restarted\":true}}", reader.data());
      assertEquals("{1}", reader.data());
    }
  }

  @Test
  void whatIsRememberedIsBounded() throws Exception {
    String large = "x".repeat(ConsoleStream.MAX_CHARACTERS / 4);
    for (int i = 0; i < 6; i++) {
      publish("large", large);
    }
    publish("small", "{1}");
    Reader reader = new Reader("");
    for (int i = 0; i < 3; i++) {
      assertEquals(large.length(), reader.data().length());
    }
    assertEquals("{1}", reader.data());
  }

  @Test
  void aClientThatDoesNotReadIsCutOffAndDelaysNobody() throws Exception {
    Reader other = new Reader("?call=small");
    open("?call=large");
    awaitClients(2);
    String large = "x".repeat(100_000);
    while (stream.clientCount() == 2) {
      publish("large", large);
    }
    publish("small", "{1}");
    assertEquals("{1}", other.data());
    assertEquals(1, stream.clientCount());
  }

  @Test
  void aClientThatHasGoneIsForgotten() throws Exception {
    Socket gone = open("");
    awaitClients(1);
    gone.close();
    // Heartbeats find out.
    awaitClients(0);
  }

  /** JUnit's time limit ends a wait that is in vain. */
  private void awaitClients(int count) {
    while (stream.clientCount() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void clientsAreBounded() throws Exception {
    for (int i = 0; i < ConsoleStream.MAX_CLIENTS; i++) {
      new Reader("");
    }
    assertEquals(503, new Reader("").status);
  }

  @Test
  void aWriteThatBlocksIsEndedByClosing() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    ConsoleStream.Client client = stream.connect(Set.of(), Optional.empty()).orElseThrow();
    client.start(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            blocked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        },
        ended::countDown);
    blocked.await();
    stream.close();
    ended.await();
    assertEquals(0, stream.clientCount());
    assertFalse(stream.connect(Set.of(), Optional.empty()).isPresent());
  }
}
