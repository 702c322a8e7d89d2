package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.HttpEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters stand before the endpoint, see what it answers, and may answer in its place. */
class EndpointFilterTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private TestServer server(EndpointFilter... filters) throws IOException {
    return new TestServer(
        HttpEngine.standard(),
        intake -> intake,
        endpoint -> {
          for (EndpointFilter filter : filters) {
            endpoint.filter(filter);
          }
          return endpoint;
        });
  }

  private EndpointFilter named(String name) {
    return (request, next) -> {
      seen.add("> " + name);
      return next.handle(request)
          .whenComplete((answer, e) -> seen.add("< " + name + " " + outcome(answer)));
    };
  }

  private static String outcome(EndpointAnswer answer) {
    Optional<EndpointOutcome> outcome = ((EndpointAnswer.Response) answer).outcome();
    return outcome.isPresent() ? outcome.get().getClass().getSimpleName() : "none";
  }

  @Test
  void theFirstIsTheOutermost() throws IOException {
    try (TestServer server = server(named("a"), named("b"))) {
      assertEquals(202, server.send(TestServer.batch("k")).status());
      assertEquals(List.of("> a", "> b", "< b Accepted", "< a Accepted"), seen);
    }
  }

  @Test
  void oneAnswersInTheEndpointsPlace() throws IOException {
    EndpointFilter teapot =
        (request, next) ->
            request.rawPath().equals("/tea")
                ? CompletableFuture.completedStage(
                    new EndpointAnswer.Response(
                        418,
                        List.of(new EndpointAnswer.HeaderLine("Content-Type", "text/plain")),
                        "short and stout".getBytes(StandardCharsets.UTF_8)))
                : next.handle(request);
    try (TestServer server = server(named("outer"), teapot)) {
      Http.Response tea = server.send(TestServer.batch("k").withTarget("/tea"));
      assertEquals(418, tea.status());
      assertEquals("short and stout", tea.body());
      assertEquals(List.of("> outer", "< outer none"), seen);
      assertEquals(202, server.send(TestServer.batch("k")).status());
    }
  }

  @Test
  void theTrueCauseOfARefusedTokenIsThere() throws IOException {
    List<Clause> causes = Collections.synchronizedList(new ArrayList<>());
    EndpointFilter cause =
        (request, next) ->
            next.handle(request)
                .thenApply(
                    answer -> {
                      var response = (EndpointAnswer.Response) answer;
                      var refused = (EndpointOutcome.Refused) response.outcome().orElseThrow();
                      causes.add(refused.cause().clause());
                      return answer;
                    });
    try (TestServer server = server(cause)) {
      Http.Response answer =
          server.send(TestServer.batch("k").with("Authorization", "Bearer a.b.c"));
      assertEquals(401, answer.status());
      assertTrue(answer.body().contains("AUTH-1"), answer.body());
      assertEquals(1, causes.size());
    }
  }

  /** What a filter throws is answered, like what any other part of the program throws (RES-4). */
  @Test
  void oneThatFails() throws IOException {
    EndpointFilter failing =
        (request, next) -> {
          throw new IllegalStateException("a filter's bug");
        };
    EndpointFilter failsLater =
        (request, next) -> CompletableFuture.failedStage(new IllegalStateException("later"));
    for (EndpointFilter filter : List.of(failing, failsLater)) {
      try (TestServer server = server(filter)) {
        assertEquals(503, server.send(TestServer.batch("k")).status());
        assertTrue(server.delivered.isEmpty());
      }
    }
  }

  /** The batch was taken, so that no status but its own would be true (RES-2). */
  @Test
  void oneThatFailsOnceTheBatchIsTaken() throws Exception {
    EndpointFilter failing =
        (request, next) ->
            next.handle(request)
                .thenApply(
                    answer -> {
                      throw new IllegalStateException("a filter's bug");
                    });
    try (TestServer server = server(failing)) {
      assertThrows(IOException.class, () -> server.send(TestServer.batch("k")));
      assertEquals("A", server.delivered.take().batch().events().get(0).value());
    }
  }

  /** What a filter answers keeps the connection, whether the request has a body or not. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void itsAnswersKeepTheConnection(Engine engine) throws IOException {
    EndpointFilter always =
        (request, next) ->
            CompletableFuture.completedStage(
                new EndpointAnswer.Response(
                    200,
                    List.of(new EndpointAnswer.HeaderLine("Content-Type", "text/plain")),
                    "ok".getBytes(StandardCharsets.UTF_8)));
    try (TestServer server =
            new TestServer(engine, intake -> intake, endpoint -> endpoint.filter(always));
        Http connection = new Http(server.address())) {
      Http.Request empty = new Http.Request("GET", "/x", List.of(), new byte[0]);
      for (int i = 0; i < 5; i++) {
        assertEquals(200, connection.send(empty).status());
        assertEquals(200, connection.send(TestServer.batch("k")).status());
      }
    }
  }
}
