package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.serve.Engine;
import dev.signalbox.standalone.serve.ServeCommand;
import dev.signalbox.standalone.serve.Server;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The control API and faults of a whole server, in this process. */
@Timeout(120)
class LabTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String TOKEN = "an operator's token";

  @TempDir private Path dir;
  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(Server::stop);
  }

  private String serve(String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of("serve", "--port=0", "--dir=" + dir));
    line.addAll(List.of(options));
    OutputStream nowhere = OutputStream.nullOutputStream();
    PrintStream silent = new PrintStream(nowhere, false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), silent, silent);
    String[] args = line.toArray(String[]::new);
    CommandLine command = Signalbox.commandLine(Map.of(), terminal, args);
    ServeCommand serve =
        (ServeCommand) command.parseArgs(args).subcommand().commandSpec().userObject();
    StdOut output = new StdOut(nowhere);
    Server server = serve.server(output);
    servers.add(server);
    return serve.start(server, output, "");
  }

  private Client client(String url) throws Exception {
    return Client.development(url, dir);
  }

  private static HttpResponse<String> call(
      String method, String url, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static JsonArray list(String url, String name, String query) throws Exception {
    HttpResponse<String> answer = call("GET", url + "/_signalbox/" + name + query, "");
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer.body()).getJsonArray(name);
  }

  private static JsonObject fault(String url, String fault) throws Exception {
    HttpResponse<String> answer = call("POST", url + "/_signalbox/faults", fault);
    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(
        "/_signalbox/faults/" + json(answer.body()).getString("id"),
        answer.headers().firstValue("Location").orElseThrow());
    return json(answer.body());
  }

  private static List<String> ids(JsonArray list) {
    return list.stream().map(entry -> entry.asJsonObject().getString("id")).toList();
  }

  @Test
  void whatCameIsThereWhetherItWasAcceptedOrNot() throws Exception {
    String url = serve();
    Client client = client(url);
    assertEquals(202, client.send("call-1", "Good"));
    String wrong = "{\"service\":\"s\",\"events\":[]}";
    assertEquals(400, client.post("/call%202/realtimeConversationEvents", wrong).statusCode());
    assertEquals(401, call("POST", url + "/telephony/v1/voiceCalls", "{\"a\":1}").statusCode());

    JsonArray all = list(url, "requests", "");
    assertEquals(3, all.size());
    JsonObject good = all.getJsonObject(0);
    assertEquals("POST", good.getString("method"));
    assertEquals(
        "/telephony/v1/voiceCalls/call-1/realtimeConversationEvents", good.getString("path"));
    assertEquals("realtimeConversationEvents", good.getString("resource"));
    assertEquals("call-1", good.getString("conversation"));
    assertEquals("DevCallCenter", good.getString("callCenter"));
    assertEquals(202, good.getInt("status"));
    assertEquals("{\"status\":\"202 Accepted\"}", good.getString("answer"));
    assertEquals(Client.category("Good", 1_700_000_000_000L), good.getString("body"));
    assertEquals(JsonArray.EMPTY_JSON_ARRAY, good.getJsonArray("violations"));
    assertTrue(good.getJsonNumber("duration").doubleValue() > 0);
    assertEquals(
        "DevCallCenter", good.getJsonObject("token").getJsonObject("claims").getString("sub"));
    assertTrue(
        good.getJsonObject("headers").getString("Authorization").startsWith("Bearer {\"iss\""),
        good::toString);

    JsonObject refused = all.getJsonObject(1);
    assertEquals("call 2", refused.getString("call"));
    assertEquals("BODY-3", refused.getJsonArray("violations").getJsonObject(0).getString("clause"));

    JsonObject noToken = all.getJsonObject(2);
    assertEquals("{\"a\":1}", noToken.getString("body"));
    assertEquals("AUTH-1", noToken.getJsonArray("violations").getJsonObject(0).getString("clause"));
    assertEquals(
        all.get(1),
        json(call("GET", url + "/_signalbox/requests/" + refused.getString("id"), "").body()));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theBodyOfARefusedRequestIsShownAlsoWhenItComesAfterItsHead(Engine engine) throws Exception {
    String url = serve("--engine=" + engine);
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    try (Socket socket = refusedHead(url, body.length)) {
      // The server has read the head once it has accepted the request of another client.
      assertEquals(202, client(url).send("call", "Signal"));
      socket.getOutputStream().write(body);
      assertEquals('H', socket.getInputStream().read());
      JsonObject refused = list(url, "requests", "?status=401").getJsonObject(0);
      assertEquals("{\"a\":1}", refused.getString("body"));
      assertFalse(refused.getBoolean("bodyCut", false));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aRefusedClientThatNeverSendsItsBodyIsToldToLeave(Engine engine) throws Exception {
    String url = serve("--engine=" + engine);
    try (Socket socket = refusedHead(url, 10)) {
      socket.getOutputStream().write('{');
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      List<String> head = new ArrayList<>();
      String line = lines.readLine();
      while (!line.isEmpty()) {
        head.add(line.toLowerCase(Locale.ROOT));
        line = lines.readLine();
      }
      assertEquals("http/1.1 401 unauthorized", head.get(0));
      assertTrue(head.contains("connection: close"), head::toString);
      JsonObject refused = list(url, "requests", "").getJsonObject(0);
      assertEquals("{", refused.getString("body"));
      assertTrue(refused.getBoolean("bodyCut"));
    }
  }

  /** A body that was not waited for is not shown as if there had been none. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aRefusedBodyOfUnknownLengthIsShownAsCut(Engine engine) throws Exception {
    String url = serve("--engine=" + engine);
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create(url + "/telephony/v1/voiceCalls"))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[] {'{', '}'})))
            .build();
    assertEquals(401, HTTP.send(chunked, HttpResponse.BodyHandlers.ofString()).statusCode());
    assertTrue(list(url, "requests", "").getJsonObject(0).getBoolean("bodyCut"));
    HttpRequest none =
        HttpRequest.newBuilder(URI.create(url + "/telephony/v1/voiceCalls")).GET().build();
    HTTP.send(none, HttpResponse.BodyHandlers.ofString());
    assertFalse(list(url, "requests", "").getJsonObject(1).getBoolean("bodyCut", false));
  }

  private static Socket refusedHead(String url, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
    socket
        .getOutputStream()
        .write(
            ("POST /telephony/v1/voiceCalls HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                    + " application/json\r\nContent-Length: "
                    + length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void requestsAreFiltered() throws Exception {
    String url = serve();
    Client client = client(url);
    client.send("a", "v");
    client.post("/b/realtimeConversationEvents", "{}");
    client.send("b", "v");
    client.post("", "{\"vendorCallKey\":\"c\",\"initiationMethod\":\"Inbound\"}");
    Map<String, String> wanted =
        Map.of(
            "?status=202", "1 3",
            "?status=4xx", "2",
            "?call=b", "2 3",
            "?resource=voiceCalls", "4",
            "?after=2", "3 4",
            "?after=1&limit=2", "2 3",
            "?limit=1", "4",
            "?limit=0", "",
            "?call=nobody", "");
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      JsonArray found = list(url, "requests", one.getKey());
      assertEquals(one.getValue(), String.join(" ", ids(found)), one.getKey());
    }
  }

  @Test
  void whoeverReadsOnMissesNoRequestThatWasUnderWay() throws Exception {
    String url = serve();
    Client client = client(url);
    byte[] body = Client.category("Slow", 1).getBytes(StandardCharsets.UTF_8);
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
      slow.getOutputStream()
          .write(
              ("POST "
                      + "/telephony/v1/voiceCalls/slow/realtimeConversationEvents HTTP/1.1\r\n"
                      + "Host: localhost\r\nAuthorization: Bearer "
                      + client.token()
                      + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + body.length
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      slow.getOutputStream().flush();
      assertEquals(202, client.send("quick", "Quick"));
      String last = json(call("GET", url + "/_signalbox/requests", "").body()).getString("last");
      slow.getOutputStream().write(body);
      assertEquals('H', slow.getInputStream().read());
      JsonArray further = list(url, "requests", "?after=" + last);
      assertEquals(1, further.size());
      assertEquals("slow", further.getJsonObject(0).getString("call"));
    }
  }

  @Test
  void aPageOfALongListSaysWhereToReadOn() throws Exception {
    String url = serve();
    Client client = client(url);
    for (int i = 0; i < 5; i++) {
      client.send("call", "Signal" + i);
    }
    for (String name : List.of("requests", "batches")) {
      String at = url + "/_signalbox/" + name;
      call("GET", url + "/_signalbox/batches?count=5&wait=30", "");
      List<String> ids = new ArrayList<>();
      String last = "0";
      for (int page = 0; page < 3; page++) {
        JsonObject answer = json(call("GET", at + "?limit=2&after=" + last, "").body());
        answer.getJsonArray(name).forEach(e -> ids.add(e.asJsonObject().getString("id")));
        last = answer.getString("last");
      }
      assertEquals(List.of("1", "2", "3", "4", "5"), ids);
      assertEquals("3", json(call("GET", at + "?limit=0&after=3", "").body()).getString("last"));
    }
  }

  @Test
  void aParameterThatIsWrongIsNamed() throws Exception {
    String url = serve();
    Map<String, String> wrong =
        Map.of(
            "requests?stat=1", "/stat",
            "requests?status=abc", "/status",
            "requests?limit=-1", "/limit",
            "requests?limit=1001", "/limit",
            "requests?after=x", "/after",
            "requests?call=a&call=b", "/call",
            "batches?wait=301", "/wait",
            "faults?x=1", "/x");
    for (Map.Entry<String, String> one : wrong.entrySet()) {
      HttpResponse<String> answer = call("GET", url + "/_signalbox/" + one.getKey(), "");
      assertEquals(400, answer.statusCode(), one.getKey());
      JsonObject error = json(answer.body()).getJsonArray("errors").getJsonObject(0);
      assertEquals(one.getValue(), error.getString("pointer"), one.getKey());
    }
    HttpResponse<String> all =
        call("GET", url + "/_signalbox/requests?stat=1&status=abc&limit=-1", "");
    assertEquals(
        List.of("/stat", "/limit", "/status"),
        json(all.body()).getJsonArray("errors").stream()
            .map(error -> error.asJsonObject().getString("pointer"))
            .sorted(Comparator.comparing(String::length))
            .toList(),
        all.body());
  }

  @Test
  void theOtherResourcesAreThereAndRecorded() throws Exception {
    String url = serve();
    Client client = client(url);
    String record = "{\"vendorCallKey\":\"call-1\",\"initiationMethod\":\"Inbound\"}";
    assertEquals(201, client.post("", record).statusCode());
    String message =
        "{\"participantId\":\"p\",\"messageId\":\"m\",\"startTime\":1,\"endTime\":2,"
            + "\"content\":\"Hello\",\"senderType\":\"END_USER\"}";
    assertEquals(202, client.post("/call-1/messages", message).statusCode());
    JsonArray messages = list(url, "requests", "?resource=messages");
    assertEquals(1, messages.size());
    assertEquals("DevCallCenter", messages.getJsonObject(0).getString("callCenter"));
    assertEquals("call-1", messages.getJsonObject(0).getString("conversation"));
  }

  @Test
  void aWaitEndsWhenThereAreSoManyBatches() throws Exception {
    String url = serve();
    Client client = client(url);
    client.send("a", "first");
    CompletableFuture<JsonArray> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return list(url, "batches", "?call=a&count=3&wait=100");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    client.send("b", "other");
    client.send("a", "second");
    client.send("a", "third");
    JsonArray batches = waiting.get();
    assertEquals(3, batches.size());
    JsonObject second = batches.getJsonObject(1);
    assertEquals("INTELLIGENCE_SIGNAL", second.getString("type"));
    assertEquals(1, second.getJsonObject("detail").getInt("sequence"));
    assertEquals(1, list(url, "batches", "?after=" + ids(batches).get(1)).size());
    assertEquals(0, list(url, "batches", "?call=nobody&wait=1").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "netty"})
  void faultsHappenOnBothEngines(String engine) throws Exception {
    String url = serve("--engine=" + engine);
    Client client = client(url);
    String path = "/a/realtimeConversationEvents";
    String body = Client.category("v", 1);

    fault(url, "{\"match\":{\"call\":\"a\"},\"times\":1,\"status\":503,\"retryAfter\":2}");
    HttpResponse<String> answer = client.post(path, body);
    assertEquals(503, answer.statusCode());
    assertEquals("2", answer.headers().firstValue("Retry-After").orElseThrow());
    assertEquals("f1", answer.headers().firstValue("Signalbox-Fault").orElseThrow());
    assertEquals(503, json(answer.body()).getInt("status"));
    assertEquals(1, json(answer.body()).getJsonArray("errors").size());

    fault(url, "{\"times\":1,\"drop\":\"before\"}");
    assertThrows(IOException.class, () -> client.post(path, body));
    assertEquals(0, list(url, "batches", "").size());

    fault(url, "{\"times\":1,\"drop\":\"after\"}");
    assertThrows(IOException.class, () -> client.post(path, body));
    assertEquals(1, list(url, "batches", "?wait=10").size());

    fault(url, "{\"times\":1,\"drop\":\"midway\"}");
    String raw = raw(url, list(url, "requests", "").getJsonObject(0));
    assertTrue(raw.contains("401"), raw);
    assertTrue(raw.toLowerCase(Locale.ROOT).contains("content-length"), raw);
    assertFalse(raw.endsWith("}"), raw);

    fault(url, "{\"times\":1,\"delayMillis\":300}");
    long begun = System.nanoTime();
    assertEquals(202, client.post(path, body).statusCode());
    assertTrue(System.nanoTime() - begun >= 300_000_000L);
    assertEquals(2, list(url, "batches", "?count=2&wait=10").size());

    JsonArray faults = list(url, "faults", "");
    assertEquals(List.of("f1", "f2", "f3", "f4", "f5"), ids(faults));
    assertTrue(
        faults.stream().allMatch(f -> f.asJsonObject().getInt("hits") == 1), faults::toString);
    List<String> marks =
        list(url, "requests", "").stream()
            .map(request -> request.asJsonObject().getString("fault"))
            .toList();
    assertEquals(ids(faults), marks);
    assertFalse(list(url, "requests", "").getJsonObject(1).containsKey("status"));
  }

  /** What a server sends before it closes the connection. */
  private static String raw(String url, JsonObject like) throws IOException {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          "POST " + like.getString("path") + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theSameSeedGivesTheSameFaults() throws Exception {
    String fault = "{\"probability\":0.5,\"seed\":7,\"status\":500}";
    assertArrayEquals(statuses(serve("--fault=" + fault)), statuses(serve("--fault=" + fault)));
  }

  private int[] statuses(String url) throws Exception {
    Client client = client(url);
    return IntStream.range(0, 30)
        .map(
            i -> {
              try {
                return client.send("c", "v" + i);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .toArray();
  }

  @Test
  void presetsDoWhatTheVendorDoes() throws Exception {
    String url = serve();
    Client client = client(url);
    fault(url, "{\"preset\":\"forbidden\",\"times\":1}");
    assertEquals(403, client.send("a", "v"));
    fault(url, "{\"preset\":\"rate-limit\",\"times\":1}");
    HttpResponse<String> limited =
        client.post("/a/realtimeConversationEvents", Client.category("v", 1));
    assertEquals(429, limited.statusCode());
    assertTrue(limited.headers().firstValue("Retry-After").isPresent());
    fault(url, "{\"preset\":\"token-clock\",\"times\":1}");
    HttpResponse<String> early =
        client.post("/a/realtimeConversationEvents", Client.category("v", 1));
    assertEquals(401, early.statusCode());
    assertEquals("AUTH-4", early.headers().firstValue("Signalbox-Clause").orElseThrow());
    assertEquals(
        "AUTH-4",
        list(url, "requests", "?status=401")
            .getJsonObject(0)
            .getJsonArray("violations")
            .getJsonObject(0)
            .getString("clause"));
    assertEquals(202, client.send("a", "v"));
  }

  @Test
  void anExhaustedEntryIsTakenOutOfABulk() throws Exception {
    String url = serve();
    fault(url, "{\"preset\":\"transcripts-exhausted\"}");
    HttpResponse<String> answer =
        client(url).post("/messages", "{\"entries\":[{\"vendorCallKey\":\"k\",\"messages\":[]}]}");
    assertEquals(207, answer.statusCode());
    JsonObject entry =
        json(answer.body())
            .getJsonObject("errorResponse")
            .getJsonArray("errorResponseEntries")
            .getJsonObject(0);
    assertEquals("k", entry.getString("vendorCallKey"));
    assertEquals(400, entry.getInt("status"));
    assertTrue(entry.getString("message").contains("RESOURCE_EXHAUSTED"));
  }

  @Test
  void theExhaustedEntryIsThatOfTheCallThatIsNamed() throws Exception {
    String url = serve();
    fault(url, "{\"preset\":\"transcripts-exhausted\",\"match\":{\"call\":\"k\"}}");
    Client client = client(url);
    String entry = "{\"vendorCallKey\":\"%s\",\"messages\":[]}";
    String bulk = "{\"entries\":[" + entry.formatted("k") + "]}";
    assertEquals(207, client.post("/messages", bulk).statusCode());
    String other = "{\"entries\":[" + entry.formatted("l") + "]}";
    assertTrue(client.post("/messages", other).statusCode() != 207);
  }

  @Test
  void aCallInTheBodyOfARecordIsMatched() throws Exception {
    String url = serve();
    fault(url, "{\"match\":{\"call\":\"c\"},\"status\":503}");
    Client client = client(url);
    String record = "{\"vendorCallKey\":\"%s\",\"initiationMethod\":\"Inbound\"}";
    assertEquals(201, client.post("", record.formatted("b")).statusCode());
    assertEquals(503, client.post("", record.formatted("c")).statusCode());
  }

  @Test
  void aFaultCanBeRemoved() throws Exception {
    String url = serve();
    String id = fault(url, "{\"status\":503}").getString("id");
    String path = url + "/_signalbox/faults/" + id;
    assertEquals(id, json(call("GET", path, "").body()).getString("id"));
    assertEquals(204, call("DELETE", path, "").statusCode());
    assertEquals(404, call("DELETE", path, "").statusCode());
    assertEquals(202, client(url).send("a", "v"));
    fault(url, "{\"status\":503}");
    assertEquals(204, call("DELETE", url + "/_signalbox/faults", "").statusCode());
    assertEquals(0, list(url, "faults", "").size());
    HttpResponse<String> wrong = call("POST", url + "/_signalbox/faults", "{\"status\":1}");
    assertEquals(400, wrong.statusCode());
    assertTrue(json(wrong.body()).getString("detail").contains("\"status\""), wrong.body());
  }

  @Test
  void aReplayHasAFreshTokenAndMayHaveAMendedBody() throws Exception {
    String url = serve();
    String good = Client.category("v", 1).replace("\"", "\\\"");
    call(
        "POST",
        url + "/telephony/v1/voiceCalls/a/realtimeConversationEvents",
        "{}",
        "Authorization",
        "Bearer nonsense",
        "Content-Type",
        "application/json");
    String replay = url + "/_signalbox/requests/1/replay";
    JsonObject again = json(call("POST", replay, "").body());
    assertEquals(400, again.getInt("status"));
    assertEquals("1", again.getString("replayOf"));
    assertEquals("2", again.getString("id"));
    assertEquals(
        202, json(call("POST", replay, "{\"body\":\"" + good + "\"}").body()).getInt("status"));
    JsonObject mended =
        json(call("POST", replay, "{\"body\":" + Client.category("w", 2) + "}").body());
    assertEquals(202, mended.getInt("status"));
    assertEquals(2, list(url, "batches", "?count=2&wait=10").size());
    assertEquals(401, json(call("POST", replay, "{\"token\":\"x\"}").body()).getInt("status"));
    assertEquals(400, call("POST", replay, "{\"bodies\":1}").statusCode());
    assertEquals(404, call("POST", url + "/_signalbox/requests/99/replay", "").statusCode());
    assertFalse(
        list(url, "requests", "").toString().contains("Signalbox-Replay"), "the replay's number");
  }

  @Test
  void theStateIsAsAfterAStart() throws Exception {
    String url = serve();
    Client client = client(url);
    client.send("a", "v");
    client.send("a", "v");
    fault(url, "{\"status\":503,\"match\":{\"call\":\"b\"}}");
    assertEquals(2, list(url, "batches", "?count=2&wait=10").size());
    assertEquals(204, call("DELETE", url + "/_signalbox/state", "").statusCode());
    for (String name : List.of("requests", "batches", "faults")) {
      assertEquals(0, list(url, name, "").size(), name);
    }
    client.send("a", "v");
    JsonObject batch = list(url, "batches", "?wait=10").getJsonObject(0);
    assertEquals(0, batch.getJsonObject("detail").getInt("sequence"));
    assertEquals("3", batch.getString("id"));
  }

  @Test
  void theLogIsBounded() throws Exception {
    String url = serve();
    for (int i = 0; i < 1010; i++) {
      call("GET", url + "/x" + i, "");
    }
    JsonArray all = list(url, "requests", "");
    assertEquals(1000, all.size());
    assertEquals("/x10", all.getJsonObject(0).getString("path"));
    assertEquals(404, call("GET", url + "/_signalbox/requests/1", "").statusCode());
  }

  @Test
  void noSecretIsShown() throws Exception {
    String url = serve();
    String token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";
    call(
        "POST",
        url + "/telephony/v1/voiceCalls?access_token=" + token,
        "{\"token\":\"" + token + "\"}",
        "Authorization",
        "Bearer " + token,
        "Cookie",
        "session=cookie-secret",
        "Content-Type",
        "application/json");
    call("GET", url + "/x", "", "Authorization", "Basic dXNlcjpwYXNz");
    String shown = list(url, "requests", "").toString();
    for (String secret : List.of("c2lnbmF0dXJl", "cookie-secret", "dXNlcjpwYXNz")) {
      assertFalse(shown.contains(secret), shown);
    }
    assertTrue(shown.contains("Bearer {\\\"iss\\\":\\\"x\\\"}"), shown);
  }

  @Test
  void pagesOfOtherSitesMayDoNothing() throws Exception {
    String url = serve();
    String state = url + "/_signalbox/state";
    assertEquals(403, call("DELETE", state, "", "Origin", "http://evil.example").statusCode());
    assertEquals(204, call("DELETE", state, "", "Origin", url).statusCode());
    String raw = control(url, "GET /_signalbox/connection HTTP/1.1\r\nHost: evil.example\r\n");
    assertTrue(raw.startsWith("HTTP/1.1 403"), raw);
  }

  private static String control(String url, String head) throws IOException {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void outsideOfDevelopmentModeThereIsNoControlUnlessItIsWanted() throws Exception {
    DevelopmentCallCenter.open(dir);
    String center =
        "--call-center=00D000000000000EAA:DevCallCenter:" + dir + "/.signalbox/public.pem";
    String closed = serve(center);
    assertEquals(404, call("GET", closed + "/_signalbox/requests", "").statusCode());
    assertEquals(202, client(closed).send("a", "v"));
    assertTrue(
        client(closed).post("/a/x", "{}").headers().firstValue("Signalbox-Clause").isEmpty());
    assertThrows(Exception.class, () -> serve(center, "--fault={\"status\":503}"));
    assertThrows(Exception.class, () -> serve(center, "--control"));

    String open =
        serve(center, "--control", "--operator-token=" + TOKEN, "--fault={\"status\":503}");
    assertEquals(503, client(open).send("a", "v"));
    String requests = open + "/_signalbox/requests";
    assertEquals(401, call("GET", requests, "").statusCode());
    assertEquals(
        401, call("GET", requests, "", "Authorization", "Bearer wrong token").statusCode());
    HttpResponse<String> answer = call("GET", requests, "", "Authorization", "Bearer " + TOKEN);
    assertEquals(200, answer.statusCode());
    String id = json(answer.body()).getJsonArray("requests").getJsonObject(0).getString("id");
    assertEquals(
        409,
        call("POST", requests + "/" + id + "/replay", "", "Authorization", "Bearer " + TOKEN)
            .statusCode());
    HttpResponse<String> refused =
        call("POST", open + "/telephony/v1/voiceCalls", "{}", "Authorization", "Bearer x");
    assertTrue(refused.headers().firstValue("Signalbox-Reason").isEmpty());
  }

  @Test
  void otherMachinesNeedTheConsolesToken() throws Exception {
    String url =
        serve("--dev", "--host=0.0.0.0", "--operator-token=" + TOKEN)
            .replace("0.0.0.0", "127.0.0.1");
    assertEquals(401, call("GET", url + "/_signalbox/connection", "").statusCode());
    HttpResponse<String> answer =
        call("GET", url + "/_signalbox/connection", "", "Authorization", "Bearer " + TOKEN);
    assertEquals(200, answer.statusCode());
    assertEquals(JsonValue.TRUE, json(answer.body()).get("development"));
    assertTrue(call("GET", url + "/console", "").body().contains("Log in"));
  }

  @Test
  void aClientsOwnIdentityIsServed() throws Exception {
    Path other = Files.createDirectory(dir.resolve("own"));
    Path key = DevelopmentCallCenter.open(other).keyFile();
    String[] own = {"--dev", "--org=00Dxx0000001gPF", "--call-center=MyCenter", "--key=" + key};
    String url = serve(own);
    JsonObject connection = json(call("GET", url + "/_signalbox/connection", "").body());
    assertEquals("MyCenter", connection.getString("callCenter"));
    assertEquals(key.toString(), connection.getString("privateKey"));
    assertEquals(url, connection.getString("baseUrl"));
    assertEquals(200, call("POST", url + "/console/token", "", "Origin", url).statusCode());
    Client client = new Client(url, CallCenterId.of("00Dxx0000001gPF", "MyCenter"), key);
    assertEquals(202, client.send("a", "v"));

    String withoutPrivate =
        serve(
            "--dev",
            "--org=00Dxx0000001gPF",
            "--call-center=MyCenter",
            "--key=" + key.resolveSibling("public.pem"));
    assertEquals(
        202,
        new Client(withoutPrivate, CallCenterId.of("00Dxx0000001gPF", "MyCenter"), key)
            .send("a", "v"));
    assertEquals(
        404,
        call("POST", withoutPrivate + "/console/token", "", "Origin", withoutPrivate).statusCode());
    assertThrows(Exception.class, () -> serve("--dev", "--org=00Dxx0000001gPF"));
    assertThrows(Exception.class, () -> serve("--dev", "--call-center=MyCenter"));
    assertThrows(Exception.class, () -> serve("--org=00Dxx0000001gPF"));
  }

  @Test
  void aBrowserIsLedToTheConsoleAndOthersAreAnsweredAsEver() throws Exception {
    String url = serve();
    String html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    HttpResponse<String> first = call("GET", url + "/", "", "Accept", html);
    assertEquals(302, first.statusCode());
    assertEquals("/console", first.headers().firstValue("Location").orElseThrow());
    assertEquals(404, call("GET", url + "/", "", "Accept", "application/json").statusCode());
    assertEquals(404, call("GET", url + "/", "").statusCode());
    HttpResponse<String> nothing = call("GET", url + "/x%3Cy%3E", "", "Accept", html);
    assertEquals(404, nothing.statusCode());
    assertTrue(nothing.body().contains("Two resources exist"), nothing.body());
    HttpResponse<String> icon = call("GET", url + "/favicon.ico", "");
    assertEquals(200, icon.statusCode());

    DevelopmentCallCenter.open(dir);
    String closed =
        serve("--call-center=00D000000000000EAA:DevCallCenter:" + dir + "/.signalbox/public.pem");
    HttpResponse<String> page = call("GET", closed + "/", "", "Accept", html);
    assertEquals(200, page.statusCode());
    for (String part : List.of(closed, "realtimeConversationEvents")) {
      assertTrue(page.body().contains(part), page.body());
    }
    for (String secret : List.of("00D000000000000EAA", "DevCallCenter")) {
      assertFalse(page.body().contains(secret), page.body());
    }
  }
}
