package dev.signalbox.moduletests.endpoint;

import static dev.signalbox.moduletests.endpoint.TestServer.BATCH;
import static dev.signalbox.moduletests.endpoint.TestServer.batch;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.moduletests.endpoint.Http.Response;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients do to connections: bodies that are too large, cut off, or framed wrongly. */
@ParameterizedClass
@EnumSource(Engine.class)
class BrokenHttpTest {
  private static final int TOO_MUCH = 1_500_000;

  @Parameter private Engine engine;

  private final BlockingQueue<EndpointOutcome.Refused> refusals = new LinkedBlockingQueue<>();

  private TestServer server() throws IOException {
    EndpointListener listener =
        new EndpointListener() {
          @Override
          public void refused(EndpointOutcome.Refused refusal) {
            refusals.add(refusal);
          }
        };
    return new TestServer(engine, intake -> intake, endpoint -> endpoint.listener(listener));
  }

  /** A pooled connection dies after a refusal only where the answer says so (RES-2). */
  @Test
  void aRefusalOfALargeBodyKeepsTheConnectionOrSaysThatItCloses() throws Exception {
    byte[] large = " ".repeat(TOO_MUCH).getBytes(UTF_8);
    try (TestServer server = server()) {
      for (Request refused :
          List.of(
              batch("k").withBody(large),
              batch("k").with("Authorization").withBody(large),
              batch("k").withTarget("/nothing").withBody(large),
              batch("k").with("Content-Type", "text/plain").withBody(large),
              chunked(large))) {
        try (Http connection = new Http(server.address())) {
          Response response = connection.send(refused);
          assertTrue(response.status() >= 400, response::toString);
          if (response.header("Connection").map(String::toLowerCase).equals(Optional.of("close"))) {
            assertClosed(connection);
          } else {
            assertEquals(202, connection.send(batch("k")).status(), refused.headers()::toString);
          }
        }
      }
    }
  }

  /** Who asks for the end of a connection is told of it with every answer (RES-2). */
  @Test
  void anAnswerSaysThatItIsTheLastWhereTheClientAsksForThat() throws Exception {
    try (TestServer server = server()) {
      for (Request request :
          List.of(batch("k"), batch("k").withBody("{"), batch("k").with("Authorization"))) {
        try (Http connection = new Http(server.address())) {
          Response response = connection.send(request.with("Connection", "TE, Close"));
          assertEquals(
              Optional.of("close"), response.header("Connection").map(String::toLowerCase));
          connection.awaitClose();
        }
      }
    }
  }

  /** Without a token nobody may keep all the threads busy. */
  @Test
  void refusedBodiesThatNeverComeHoldFewThreads() throws Exception {
    int threads = 80;
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    List<Http> connections = new ArrayList<>();
    try (TestServer server =
        new TestServer(
            engine,
            new InMemoryVoiceCallDirectory(),
            new InMemoryReplayGuard(),
            transport -> transport,
            intake -> intake,
            endpoint -> endpoint,
            builder -> builder.executor(executor))) {
      byte[] head =
          "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
              .getBytes(ISO_8859_1);
      for (int i = 0; i < threads + 20; i++) {
        Http connection = new Http(server.address());
        connections.add(connection);
        connection.write(head);
        assertEquals(404, connection.read(false).status());
      }
      assertEquals(202, Http.once(server.address(), batch("k")).status());
    } finally {
      for (Http connection : connections) {
        connection.close();
      }
      executor.shutdownNow();
    }
  }

  @Test
  void aRefusalOfAnEmptyBodyKeepsTheConnection() throws Exception {
    try (TestServer server = server()) {
      for (Request refused :
          List.of(
              batch("k").withBody(new byte[0]),
              batch("k").with("Authorization").withBody(new byte[0]),
              batch("k").withTarget("/nothing").withBody(new byte[0]))) {
        try (Http connection = new Http(server.address())) {
          assertTrue(connection.send(refused).status() >= 400);
          assertEquals(202, connection.send(batch("k")).status());
        }
      }
    }
  }

  /** A length is a number however large it is (BODY-4). */
  @Test
  void aLengthBeyondAllNumbersIsTooLarge() throws Exception {
    try (TestServer server = server()) {
      assertEquals(
          413,
          Http.once(
                  server.address(),
                  batch("k").with("Content-Length", "1000000000000000000").withBody(new byte[0]))
              .status());
    }
  }

  private static Request chunked(byte[] body) {
    byte[] head = (Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1);
    byte[] end = "\r\n0\r\n\r\n".getBytes(ISO_8859_1);
    byte[] all = new byte[head.length + body.length + end.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    System.arraycopy(end, 0, all, head.length + body.length, end.length);
    return batch("k").with("Transfer-Encoding", "chunked").withBody(all);
  }

  private static void assertClosed(Http connection) {
    try {
      connection.read(false);
      throw new AssertionError("there is another answer");
    } catch (EOFException closed) {
      // As the answer said.
    } catch (IOException reset) {
      // As good.
    }
  }

  @Test
  void aPooledClientSeesEveryRefusalOfALargeBody() throws Exception {
    byte[] large = " ".repeat(TOO_MUCH).getBytes(UTF_8);
    try (TestServer server = server()) {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      URI uri =
          URI.create(
              "http://localhost:"
                  + server.address().getPort()
                  + "/telephony/v1/voiceCalls/k/realtimeConversationEvents");
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(post(client, uri, large).statusCode());
        statuses.add(post(client, uri, BATCH.getBytes(UTF_8)).statusCode());
      }
      assertEquals(List.of(413, 202, 413, 202, 413, 202, 413, 202), statuses);
    }
  }

  private static HttpResponse<String> post(HttpClient client, URI uri, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + TestServer.token())
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /** REQ-1: what is a path is never read as an authority, and is shown as it came. */
  @Test
  void aTargetIsAPathAndIsShownAsItCame() throws Exception {
    String path = "/telephony/v1/voiceCalls/slash-call/realtimeConversationEvents";
    try (TestServer server = server()) {
      Response doubled = server.send(batch("k").withTarget("/" + path));
      assertEquals(404, doubled.status());
      assertTrue(doubled.body().contains("two slashes"), doubled.body());
      assertEquals("/" + path, refusals.take().target());

      assertEquals(404, server.send(batch("k").withTarget("//x" + path)).status());
      assertEquals("//x" + path, refusals.take().target());
      assertEquals(404, server.send(batch("k").withTarget("//x" + path + "?a=b")).status());
      assertEquals("//x" + path + "?a=b", refusals.take().target());
      assertEquals(202, server.send(batch("k").withTarget("http://elsewhere" + path)).status());
      int other = server.send(batch("k").withTarget("foo:" + path)).status();
      assertTrue(other == 404 || other == 400, () -> "foo: gets " + other);
    }
  }

  @Test
  void anEmptyContentEncodingIsNone() throws Exception {
    try (TestServer server = server()) {
      assertEquals(202, server.send(batch("k").with("Content-Encoding", "")).status());
      assertEquals(415, server.send(batch("k").with("Content-Encoding", "gzip")).status());
    }
  }

  /** RES-3: the answer is never a 2xx, and nothing is delivered. */
  @Test
  void whatIsNoProperHttpIsNeverAccepted() throws Exception {
    String target = "POST /telephony/v1/voiceCalls/k/realtimeConversationEvents ";
    String rest =
        "Content-Type: application/json\r\nAuthorization: Bearer " + TestServer.token() + "\r\n";
    String length = "Content-Length: " + BATCH.length() + "\r\n";
    String host = "Host: x\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    List<String> broken =
        List.of(
            target + "JUNK\r\n" + host + rest + length + "\r\n" + BATCH,
            target + "HTTP/9.9\r\n" + host + rest + length + "\r\n" + BATCH,
            target + "HTTP/1.1\r\nHost: x/y\r\n" + rest + length + "\r\n" + BATCH,
            target
                + "HTTP/1.0\r\n"
                + rest
                + chunked
                + ("\r\n" + Integer.toHexString(BATCH.length()) + "\r\n" + BATCH + "\r\n0\r\n\r\n"),
            target + "HTTP/1.1\r\n" + rest + length + "\r\n" + BATCH,
            target + "HTTP/1.1\r\n" + host + host + rest + length + "\r\n" + BATCH,
            target
                + "HTTP/1.1\r\n"
                + host
                + rest
                + "Content-Length: +"
                + BATCH.length()
                + "\r\n\r\n"
                + BATCH,
            target + "HTTP/1.1\r\n" + host + rest + chunked + "\r\n80000000\r\n" + BATCH,
            target + "HTTP/1.1\r\n" + host + rest + chunked + "\r\n-1\r\n" + BATCH);
    try (TestServer server = server()) {
      for (String request : broken) {
        try (Http connection = new Http(server.address())) {
          connection.write(request.getBytes(UTF_8));
          connection.endOutput();
          Response response = connection.read(false);
          assertTrue(response.status() >= 400, () -> request + " -> " + response);
          assertFalse(response.body().contains("Exception"), response.body());
        } catch (IOException closed) {
          // As good as an answer.
        }
      }
      assertEquals(List.of(), server.drained());
    }
  }

  /** A client that ends its body too early hears so, where it still listens. */
  @Test
  void aBodyThatIsCutOffIsRefusedInWordsAndLogged() throws Exception {
    try (TestServer server = server();
        Http connection = new Http(server.address())) {
      Request request = batch("k").with("Content-Length", Integer.toString(BATCH.length() + 10));
      connection.write(request.bytes());
      connection.endOutput();
      try {
        assertEquals(400, connection.read(false).status());
      } catch (EOFException closedByTheEngine) {
        assertEquals(Engine.NETTY, engine, "the JDK's engine leaves it to the endpoint");
      }
      assertEquals(List.of(), server.drained());
    }
  }

  @Test
  void trailersAreIgnoredOrRefusedInWords() throws Exception {
    String hex = Integer.toHexString(BATCH.length());
    try (TestServer server = server()) {
      Request request =
          batch("k")
              .with("Transfer-Encoding", "chunked")
              .withBody(hex + "\r\n" + BATCH + "\r\n0\r\nX-Checksum: 1\r\n\r\n");
      Response response = server.send(request);
      assertTrue(response.status() == 202 || response.status() == 400, response::toString);
      if (response.status() == 400) {
        assertTrue(response.body().contains("railers"), response.body());
        assertEquals(400, refusals.take().problem().type().status());
      }
    }
  }

  /** AUTH-5: a layer that repeats the identical request would get 401 for ever. */
  @Test
  void aJtiThatIsUsedUpByA503IsSaid() throws Exception {
    try (TestServer server = server()) {
      server.transport.close();
      Response response = server.send(batch("k"));
      assertEquals(503, response.status());
      assertTrue(response.body().contains("needs a new token"), response.body());
    }
  }

  /** RES-4: bodies in progress are bounded in all, so that they can't fill the heap. */
  @Test
  void bodiesBeyondTheBudgetGet503() throws Exception {
    try (TestServer server =
        new TestServer(
            engine,
            intake -> intake,
            endpoint -> endpoint.maxBody(10_000).maxBodiesInProgress(15_000))) {
      Request large = batch("k").withBody(BATCH + " ".repeat(9_000 - BATCH.length()));
      assertOneHasToWait(server, large, 202, large);
      assertEquals(202, server.send(batch("k")).status());
    }
  }

  /** A voice call's attributes hold far more memory than their text, and count for more. */
  @Test
  void aVoiceCallTakesMoreOfTheBudget() throws Exception {
    try (TestServer server =
        new TestServer(
            engine,
            intake -> intake,
            endpoint -> endpoint.maxBody(10_000).maxBodiesInProgress(15_000))) {
      Request call =
          TestServer.call(
              "{\"vendorCallKey\":\"c\",\"initiationMethod\":\"Inbound\",\"x\":["
                  + "0,".repeat(4_400)
                  + "0]}");
      Request small = batch("k").withBody(BATCH + " ".repeat(100));
      assertOneHasToWait(server, call, 201, small);
      assertEquals(202, server.send(batch("k")).status());
    }
  }

  /**
   * A request beside one that holds most of the budget is refused. Where it was taken up first, the
   * other one is refused in its place, and both are sent again.
   */
  private static void assertOneHasToWait(
      TestServer server, Request held, int accepted, Request other) throws IOException {
    boolean refused = false;
    while (!refused) {
      byte[] bytes = fresh(held).bytes();
      try (Http slow = new Http(server.address())) {
        slow.write(Arrays.copyOf(bytes, bytes.length - 1));
        Response beside = server.send(fresh(other));
        while (beside.status() == 202 && !slow.isAnswered()) {
          beside = server.send(fresh(other));
        }
        refused = beside.status() != 202;
        if (refused) {
          assertEquals(503, beside.status());
          assertEquals(Optional.of("1"), beside.header("Retry-After"));
          slow.write(Arrays.copyOfRange(bytes, bytes.length - 1, bytes.length));
        }
        assertEquals(refused ? accepted : 503, slow.read(false).status());
      }
    }
  }

  private static Request fresh(Request request) {
    return request.with("Authorization", "Bearer " + TestServer.token());
  }
}
