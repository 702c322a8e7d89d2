package dev.signalbox.moduletests.endpoint;

import static dev.signalbox.moduletests.endpoint.TestServer.BATCH;
import static dev.signalbox.moduletests.endpoint.TestServer.EVENT;
import static dev.signalbox.moduletests.endpoint.TestServer.batch;
import static dev.signalbox.moduletests.endpoint.TestServer.call;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.moduletests.endpoint.Http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong gets its status, its clause and its pointer, and nothing of it is delivered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass
@EnumSource(Engine.class)
class RefusalsTest {
  @Parameter private Engine engine;

  /** One way to be wrong, with its answer. The order is REQ-2's. */
  private record Fault(String name, int status, String error, UnaryOperator<Request> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String EVENTS = "/telephony/v1/voiceCalls/k/realtimeConversationEvents";

  private static final List<Fault> IN_ORDER =
      List.of(
          new Fault("path", 404, "REQ-1", r -> r.withTarget(r.target().replace("/v1/", "/v2/"))),
          new Fault("method", 405, "REQ-1", r -> r.withMethod("PUT")),
          new Fault("token", 401, "AUTH-1", r -> r.with("Authorization")),
          new Fault("type", 415, "HDR-1", r -> r.with("Content-Type", "text/plain")),
          new Fault("key", 400, "KEY-1", r -> r.withTarget(r.target().replace("/later/", "/%20/"))),
          new Fault(
              "provider", 400, "HDR-2", r -> r.with("Telephony-Provider-Name", "p".repeat(256))),
          new Fault(
              "size",
              413,
              "BODY-4",
              r -> r.withBody(new String(r.body(), StandardCharsets.UTF_8) + " ".repeat(5000))),
          new Fault(
              "body",
              400,
              "BODY-3 /events",
              r ->
                  r.withBody(
                      new String(r.body(), StandardCharsets.UTF_8).replace("events", "event_"))),
          new Fault("leg", 400, "KEY-3", r -> r),
          new Fault("transport", 503, "DLV-6", r -> r.withTarget(EVENTS)));

  @Test
  void theFirstOfTwoFaultsAnswers() throws IOException {
    try (TestServer server =
        new TestServer(engine, intake -> intake.strict(true), endpoint -> endpoint.maxBody(4096))) {
      assertEquals(201, server.send(call("first", "Inbound", "")).status());
      assertEquals(201, server.send(call("later", "Transfer", "first")).status());
      assertTrue(server.drained().isEmpty());
      List<Executable> pairs = new ArrayList<>();
      for (int i = 0; i < IN_ORDER.size(); i++) {
        for (int j = i; j < IN_ORDER.size(); j++) {
          Fault first = IN_ORDER.get(i);
          Fault second = IN_ORDER.get(j);
          // Each is made on a request whose key is a later leg's, which strict mode refuses; the
          // transport, which is shut down, answers only for a key that is none.
          Request both =
              second.name.equals("transport") && i < j
                  ? first.make.apply(batch("later"))
                  : first.make.apply(second.make.apply(batch("later")));
          pairs.add(
              () -> {
                Response response = server.send(both);
                assertEquals(
                    first.status + " " + first.error,
                    response.status() + " " + String.join(", ", TestServer.errors(response)),
                    first + " before " + second);
              });
        }
      }
      assertAll(pairs);
    }
  }

  private static Arguments body(String error, String body) {
    return Arguments.of(error, batch("k").withBody(body));
  }

  private static String event(String properties) {
    return "{\"service\":\"S\",\"events\":[" + EVENT.replace("}", "," + properties + "}") + "]}";
  }

  private static String replaced(String what, String with) {
    return BATCH.replace(what, with);
  }

  static Stream<Arguments> badRequests() {
    String sentiment = "\"IntelligenceSignal__Sentiment\"";
    String category = "\"IntelligenceSignal__Category\"";
    return Stream.of(
        Arguments.of("KEY-1", batch("%20%C2%A0")),
        Arguments.of("KEY-1", batch("")),
        Arguments.of("KEY-1", batch("a%00b")),
        Arguments.of("KEY-1", batch("%FF")),
        Arguments.of("KEY-1", batch("a".repeat(256))),
        Arguments.of("KEY-2", batch("0LQ000000000001")),
        Arguments.of("KEY-2", batch("0LQ000000000001GAA")),
        Arguments.of("HDR-2", batch("k").with("Telephony-Provider-Name", "a", "b")),
        body("BODY-1 /service", replaced("\"S\"", "\" \"")),
        body("BODY-1 /service", replaced("\"S\"", "null")),
        body("BODY-1 /service", replaced("service", "svc")),
        body("BODY-3 /events", "{\"service\":\"S\",\"events\":[]}"),
        body("BODY-3 /events", "{\"service\":\"S\",\"events\":{}}"),
        body("BODY-4", "{"),
        body("BODY-4", ""),
        body("BODY-4", "[]"),
        body("BODY-4", BATCH + "x"),
        body("BODY-4", replaced("{\"service\"", "{\"service\":\"S\",\"service\"")),
        body("BODY-4 /events/0", "{\"service\":\"S\",\"events\":[1]}"),
        body("BODY-6 /persist", replaced("{\"service\"", "{\"persist\":\"true\",\"service\"")),
        body("EVT-1 /events/0/type", replaced(category, "\"Category\"")),
        body("EVT-2 /events/0/value", replaced("\"A\"", "\"\"")),
        body("EVT-2 /events/0/value", replaced("\"A\"", "1")),
        body("EVT-3 /events/0/startTime", replaced("1763885279123", "\"1763885279123\"")),
        body("EVT-3 /events/0/startTime", replaced("1763885279123", "1.0")),
        body("EVT-3 /events/0/startTime", replaced("1763885279123", "9223372036854775808")),
        body("EVT-3 /events/0/startTime", replaced("1763885279123", "-1")),
        body(
            "EVT-4 /events/1/startTime",
            replaced("]", "," + EVENT.replace("1763885279123", "1763885279122") + "]")),
        body(
            "EVT-5 /events/0/value",
            event("\"participant\":\"AGENT\"").replace(category, sentiment)),
        body(
            "EVT-5 /events/0/participant",
            replaced(category, sentiment).replace("\"A\"", "\"1.5\"")),
        body("EVT-5 /events/0/participant", event("\"participant\":\"agent\"")),
        body("EVT-6 /events/0/score", event("\"score\":1000.1")),
        body("EVT-6 /events/0/score", event("\"score\":\"-1\"")),
        body("EVT-7 /events/0/endTime", event("\"endTime\":1763885279122")),
        body("EVT-7 /events/0/details", event("\"details\":[]")),
        body(
            "EVT-7 /events/0/details/EndOffsetMillis",
            event("\"details\":{\"BeginOffsetMillis\":2,\"EndOffsetMillis\":1}")),
        Arguments.of("CALL-1 /vendorCallKey", call("{\"initiationMethod\":\"Inbound\"}")),
        Arguments.of("CALL-1 /initiationMethod", call("a", "Teleport", "")),
        Arguments.of("KEY-1 /vendorCallKey", call(" ", "Inbound", "")),
        Arguments.of("KEY-2 /vendorCallKey", call("0LQ000000000001", "Inbound", "")),
        Arguments.of("CALL-2 /parentVoiceCallId", call("a", "Transfer", "")),
        Arguments.of("CALL-2 /parentVoiceCallId", call("a", "Conference", "unknown")),
        Arguments.of("BODY-4", call("")),
        Arguments.of(
            "BODY-5",
            batch("k")
                .with("Content-Type", "text/xml")
                .with("Accept", "application/json")
                .withBody("<!DOCTYPE realtimeConversationEvents><realtimeConversationEvents/>")));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void aBadRequestIsExplained(String error, Request request) throws IOException {
    try (TestServer server = new TestServer(engine)) {
      Response response = server.send(request);
      assertEquals(400, response.status(), response.body());
      assertEquals(List.of(error), TestServer.errors(response));
      assertEquals(Optional.of("application/problem+json"), response.header("Content-Type"));
      var problem = TestServer.json(response.body());
      assertEquals(400, problem.getInt("status"));
      assertEquals(Set.of("type", "title", "status", "detail", "errors"), problem.keySet());
      assertFalse(response.body().contains("Exception"), response.body());
      assertEquals(List.of(), server.drained());
    }
  }

  @Test
  void profileAndServicesNameWhatIsAllowed() throws IOException {
    try (TestServer server =
        new TestServer(
            engine,
            intake -> intake,
            TestServer.accepting(new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT)))) {
      Response response =
          server.send(batch("k").withBody(BATCH.replace("__Category", "__Sentiment")));
      assertTrue(
          TestServer.errors(response)
              .containsAll(List.of("BODY-2 /service", "BODY-2 /events/0/type")));
      assertTrue(response.body().contains("AmazonConnectContactLens"), response.body());
    }
    try (TestServer server =
        new TestServer(
            engine,
            intake -> intake,
            TestServer.accepting(
                new ContractOptions(Profile.V67, Set.of("A", "B"), Ordering.REJECT)))) {
      Response response = server.send(batch("k"));
      assertEquals(List.of("BODY-2 /service"), TestServer.errors(response));
      assertTrue(response.body().contains("A, B"), response.body());
    }
  }

  @Test
  void nothingElseExists() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      for (String path :
          List.of(
              "/",
              "/telephony/v1/voiceCalls/k",
              "/telephony/v1/voiceCalls/a/b/realtimeConversationEvents")) {
        Response response = server.send(batch("k").withTarget(path));
        assertEquals(404, response.status());
        assertEquals(List.of("REQ-1"), TestServer.errors(response));
        assertTrue(response.body().contains("realtimeConversationEvents"));
      }
    }
  }

  @Test
  void methodsAndTypesNameWhatIsTaken() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      for (String method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post")) {
        Response response = server.send(batch("k").withMethod(method));
        assertEquals(405, response.status(), method);
        assertEquals(Optional.of("POST"), response.header("Allow"));
      }
      for (Request request :
          List.of(
              batch("k").with("Content-Type"),
              batch("k").with("Content-Type", "application/json; charset=utf-16"),
              batch("k").with("Content-Encoding", "gzip"))) {
        Response response = server.send(request);
        assertEquals(415, response.status());
        assertEquals(List.of("HDR-1"), TestServer.errors(response));
        assertTrue(response.header("Accept-Post").orElseThrow().contains("application/json"));
      }
    }
  }

  @Test
  void everyRefusedTokenLooksTheSame() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      Response none = server.send(batch("k").with("Authorization"));
      assertEquals(401, none.status());
      assertEquals(List.of("AUTH-1"), TestServer.errors(none));
      assertEquals(Optional.of("Bearer"), none.header("WWW-Authenticate"));
      assertEquals(
          Optional.of("Bearer"),
          server.send(batch("k").with("Authorization", "Basic dTpw")).header("WWW-Authenticate"));
      String token = TestServer.token();
      for (Request request :
          List.of(
              batch("k").with("Authorization", "Bearer x"),
              batch("k").with("Authorization", "Bearer " + token.substring(0, token.length() - 4)),
              batch("k").with("Authorization", "Bearer " + token, "Bearer " + token))) {
        Response response = server.send(request);
        assertEquals(401, response.status());
        assertEquals(none.body(), response.body());
        assertTrue(
            response.header("WWW-Authenticate").orElseThrow().contains("error=\"invalid_token\""));
      }
    }
  }

  @Test
  void unknownCallsWhereTheyMustBeKnown() throws IOException {
    try (TestServer server =
        new TestServer(engine, intake -> intake.requireKnownCalls(true), endpoint -> endpoint)) {
      Response response = server.send(batch("k"));
      assertEquals(404, response.status());
      assertEquals(List.of("KEY-4"), TestServer.errors(response));
      assertEquals(201, server.send(call("k", "inbound", "")).status());
      assertEquals(202, server.send(batch("k")).status());
      assertEquals(1, server.drained().size());
    }
  }

  @Test
  void strictModeNamesTheFirstKey() throws IOException {
    try (TestServer server =
        new TestServer(engine, intake -> intake.strict(true), endpoint -> endpoint)) {
      server.send(call("first", "Inbound", ""));
      server.send(call("later", "Transfer", "first"));
      Response response = server.send(batch("later"));
      assertEquals(400, response.status());
      assertEquals(List.of("KEY-3"), TestServer.errors(response));
      assertTrue(response.body().contains("first voice call's vendorCallKey, \\\"first\\\"."));
      assertEquals(202, server.send(batch("first")).status());
    }
  }

  @Test
  void aBodyOverTheLimitWhateverItsFraming() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      String large = BATCH + " ".repeat((1 << 20) - BATCH.length() + 1);
      String chunked = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
      for (Request request :
          List.of(
              batch("k").withBody(large),
              batch("k").with("Transfer-Encoding", "chunked").withBody(chunked))) {
        Response response = server.send(request);
        assertEquals(413, response.status());
        assertEquals(List.of("BODY-4"), TestServer.errors(response));
      }
      assertEquals(202, server.send(batch("k").withBody(large.substring(0, 1 << 20))).status());
    }
  }

  @Test
  void aTransportThatStopsIsUnavailable() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      server.transport.shutdown(Duration.ofSeconds(1));
      Response response = server.send(batch("k"));
      assertEquals(503, response.status());
      assertEquals(List.of("DLV-6"), TestServer.errors(response));
      assertTrue(Integer.parseInt(response.header("Retry-After").orElseThrow()) >= 1);
    }
  }

  @Test
  void aConnectionStaysUsableAfterARefusal() throws IOException {
    try (TestServer server = new TestServer(engine);
        Http connection = new Http(server.address())) {
      String large = " ".repeat((1 << 20) + 1000);
      for (Request refused :
          List.of(
              batch("k").withBody("{"),
              batch("k").with("Authorization").withBody(BATCH + " ".repeat(200_000)),
              batch("k").withTarget("/nothing"),
              batch("k").withMethod("HEAD"),
              batch("k").withBody(large),
              batch("k").with("Content-Type", "text/plain"))) {
        assertTrue(connection.send(refused).status() >= 400);
        assertEquals(202, connection.send(batch("k")).status());
      }
    }
  }
}
