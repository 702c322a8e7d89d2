package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.rules.WebhookHandler.WebhookException;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RUL-4's webhook, against a real server. */
class WebhookHandlerTest {
  private record Posted(String idempotencyKey, String authorization, String type, String body) {}

  private final List<Posted> requests = Collections.synchronizedList(new ArrayList<>());

  /** Statuses to answer with, perhaps with a Retry-After; -1 cuts the connection. */
  private final Deque<String> answers = new ArrayDeque<>();

  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    requests.add(
        new Posted(
            headers.getFirst("Idempotency-Key"),
            headers.getFirst("Authorization"),
            headers.getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    String answer;
    synchronized (answers) {
      answer = answers.isEmpty() ? "204" : answers.remove();
    }
    if (answer.equals("cut")) {
      exchange.close();
      throw new IOException("cut");
    }
    String[] parts = answer.split(" ", 2);
    if (parts.length == 2) {
      exchange.getResponseHeaders().add("Retry-After", parts[1]);
    }
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(Integer.parseInt(parts[0]), -1);
    exchange.close();
  }

  private WebhookHandler.Builder webhook() {
    int port = server.getAddress().getPort();
    return WebhookHandler.builder(URI.create("http://127.0.0.1:" + port + "/hooks/s3cret?key=x"))
        .firstDelay(Duration.ofMillis(1));
  }

  private static FiredRule fired() {
    Rule rule = Rules.rule("Angry", "", Rules.category(0, "a \"b\""));
    return RuleEvaluator.of(List.of(rule))
        .evaluate(Rules.batch("call/1", 0, Rules.seen("a \"b\"")))
        .get(0);
  }

  @Test
  void postsTheRuleTheConversationAndTheSignals() throws Exception {
    FiredRule fired = fired();
    webhook().header("Authorization", "Bearer t").build().handle(fired);
    String event =
        "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"a \\\"b\\\"\","
            + "\"startTime\":1767607200000}";
    assertEquals(
        List.of(
            new Posted(
                fired.id().toString(),
                "Bearer t",
                "application/json",
                "{\"type\":\"RULE_FIRED\",\"detail\":{\"id\":\""
                    + fired.id()
                    + "\",\"rule\":{\"developerName\":\"Angry\",\"ruleName\":\"Angry for people\","
                    + "\"service\":\"AmazonConnectContactLens\",\"actionType\":\"AlertSupervisor\","
                    + "\"sentence\":\"When \\\"a \\\"b\\\"\\\" is seen in a call: alert the"
                    + " supervisor\"},\"callId\":\"call/1\",\"vendorCallKey\":\"call/1\","
                    + "\"orgId\":\"00D000000000000EAA\",\"callCenter\":\"Dev\","
                    + "\"serverReceivedTimestamp\":1767607200000,\"sequence\":0,\"event\":"
                    + event
                    + ",\"signals\":[{\"sequence\":0,\"event\":"
                    + event
                    + "}]}}")),
        requests);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"429", "502", "503", "504", "cut", "503 0", "429 Mon, 05 Jan 2026 10:00:00 GMT"})
  void triesAgainWithTheSameKey(String failure) throws Exception {
    answers.add(failure);
    answers.add("503");
    webhook()
        .clock(Clock.fixed(Instant.parse("2026-01-05T10:00:00Z"), ZoneOffset.UTC))
        .build()
        .handle(fired());
    assertTrue(requests.size() >= 3, requests::toString);
    assertEquals(1, requests.stream().distinct().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "401", "404", "410", "500", "307", "302"})
  void givesUpAtOnceWhereAnotherTryIsNoUse(String status) {
    answers.add(status);
    WebhookHandler webhook = webhook().build();
    var e = assertThrows(WebhookException.class, () -> webhook.handle(fired()));
    assertEquals("gave up after 1 try: the answer was " + status, e.getMessage());
    assertEquals(1, requests.size());
  }

  @Test
  void givesUpWhenTheDeadlineWouldPass() {
    answers.add("503 31");
    WebhookHandler webhook = webhook().build();
    assertThrows(WebhookException.class, () -> webhook.handle(fired()));
    assertEquals(1, requests.size());
  }

  @Test
  void givesUpWhenNobodyListens() {
    server.stop(0);
    WebhookHandler webhook = webhook().deadline(Duration.ofSeconds(1)).build();
    var e = assertThrows(WebhookException.class, () -> webhook.handle(fired()));
    assertTrue(e.getMessage().contains("Connect"), e.getMessage());
  }

  @Test
  void closingEndsTheWaiting() {
    answers.add("503 20");
    WebhookHandler webhook = webhook().build();
    webhook.close();
    assertThrows(WebhookException.class, () -> webhook.handle(fired()));
  }

  @Test
  void theSecretOfTheUrlIsNotTold() {
    assertFalse(webhook().build().toString().contains("s3cret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "/hooks", "http:///x", "mailto:a@b"})
  void whatIsNoUrlIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> WebhookHandler.builder(URI.create(url)));
  }

  @Test
  void idsAreThoseOfFirings() {
    assertEquals(fired().id(), fired().id());
    Rule other = Rules.rule("Other", "", Rules.category(0, "x"));
    var again = RuleEvaluator.of(List.of(other));
    assertFalse(
        fired().id().equals(again.evaluate(Rules.batch("call/1", 0, Rules.seen("x"))).get(0).id()));
  }
}
