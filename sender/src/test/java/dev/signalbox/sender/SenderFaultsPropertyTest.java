package dev.signalbox.sender;

import static dev.signalbox.sender.SenderFixtures.CALL_CENTER;
import static dev.signalbox.sender.SenderFixtures.KEYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * For any script of faults and any interleaving of sends: every batch was accepted exactly once, or
 * was reported as something else, truthfully; and the order of each conversation holds.
 */
class SenderFaultsPropertyTest {
  /** What happens to a request. */
  @SuppressWarnings("ImmutableEnumChecker") // actions have no state
  enum Fault {
    NONE(FakeEndpoint.TAKE),
    CLOSED_UNREAD(FakeEndpoint.Exchange::cut),
    RESET_UNREAD(FakeEndpoint.Exchange::reset),
    READ_AND_CUT(
        exchange -> {
          exchange.read();
          exchange.cut();
        }),
    READ_AND_RESET(
        exchange -> {
          exchange.read();
          exchange.reset();
        }),
    TAKEN_AND_CUT(
        exchange -> {
          exchange.take(exchange.read());
          exchange.cut();
        }),
    TAKEN_AND_CUT_IN_THE_ANSWER(
        exchange -> {
          exchange.take(exchange.read());
          exchange.write("HTTP/1.1 20");
          exchange.cut();
        }),
    TAKEN_AND_CUT_IN_THE_BODY(
        exchange -> {
          exchange.take(exchange.read());
          exchange.write("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{");
          exchange.cut();
        }),
    TAKEN_AND_GARBAGE(
        exchange -> {
          exchange.take(exchange.read());
          exchange.write("220 smtp.example.org ESMTP\r\n\r\n");
          exchange.cut();
        }),
    TAKEN_AND_NEVER_ANSWERED(
        exchange -> {
          exchange.take(exchange.read());
          exchange.stall();
        }),
    NEVER_ANSWERED(
        exchange -> {
          exchange.read();
          exchange.stall();
        }),
    TAKEN_WITH_A_HUGE_ANSWER(
        exchange -> {
          exchange.take(exchange.read());
          exchange.answer(202, "x".repeat(1_000_000));
        }),
    UNAVAILABLE(FakeEndpoint.status(503)),
    UNAVAILABLE_FOR_A_WHILE(FakeEndpoint.status(503, "Retry-After: 0")),
    UNAVAILABLE_FOR_LONG(FakeEndpoint.status(503, "Retry-After: 86400")),
    UNAVAILABLE_AND_CLOSED(
        exchange -> {
          exchange.read();
          exchange.answer(503, "", "Connection: close");
          exchange.cut();
        }),
    TOO_MANY(FakeEndpoint.status(429, "Retry-After: 0")),
    BAD_GATEWAY(FakeEndpoint.status(502)),
    GATEWAY_TIMEOUT(FakeEndpoint.status(504)),
    BAD_REQUEST(FakeEndpoint.status(400)),
    UNAUTHORIZED(FakeEndpoint.status(401)),
    NOT_FOUND(FakeEndpoint.status(404)),
    SERVER_ERROR(FakeEndpoint.status(500));

    final FakeEndpoint.Action action;

    Fault(FakeEndpoint.Action action) {
      this.action = action;
    }
  }

  /** How a sender is set up and used. */
  record Scenario(
      List<Fault> faults, List<Integer> calls, int parallelism, boolean repeat, boolean close) {}

  @Provide
  Arbitrary<Scenario> scenarios() {
    Arbitrary<Fault> fault =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(Fault.NONE)), Tuple.of(7, Arbitraries.of(Fault.class)));
    return Combinators.combine(
            fault.list().ofMaxSize(20),
            Arbitraries.integers().between(0, 3).list().ofMinSize(1).ofMaxSize(30),
            Arbitraries.integers().between(1, 4),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false, false, false))
        .as(Scenario::new);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void nothingIsMissingInSilence(@ForAll("scenarios") Scenario scenario) throws Exception {
    List<Fault> faults = scenario.faults();
    Map<EventBatch, SendOutcome> told = new ConcurrentHashMap<>();
    try (FakeEndpoint endpoint =
            new FakeEndpoint(n -> n < faults.size() ? faults.get(n).action : FakeEndpoint.TAKE);
        SignalSender sender =
            SignalSender.of(
                SenderOptions.builder(
                        EndpointAddress.of(endpoint.uri()), CALL_CENTER, KEYS.getPrivate())
                    .parallelism(scenario.parallelism())
                    .repeatUnanswered(scenario.repeat())
                    .requestTimeout(Duration.ofMillis(150))
                    .deadline(Duration.ofSeconds(3))
                    .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
                    .circuitBreaker(4, Duration.ofMillis(5))
                    .listener(
                        new SenderListener() {
                          @Override
                          public void ended(
                              VendorCallKey key, EventBatch batch, SendOutcome outcome) {
                            SendOutcome before = told.put(batch, outcome);
                            assertEquals(null, before);
                          }
                        })
                    .build())) {
      Map<Integer, List<EventBatch>> sent = new HashMap<>();
      Map<EventBatch, CompletionStage<SendOutcome>> stages = new HashMap<>();
      for (int i = 0; i < scenario.calls().size(); i++) {
        EventBatch batch = EventBatch.of("service", CategoryEvent.of("n" + i, i));
        int call = scenario.calls().get(i);
        sent.computeIfAbsent(call, c -> new ArrayList<>()).add(batch);
        stages.put(batch, sender.send(new VendorCallKey("call" + call), batch));
      }
      if (scenario.close()) {
        sender.shutdown(Duration.ZERO);
      }
      Map<EventBatch, SendOutcome> outcomes = new HashMap<>();
      for (Map.Entry<EventBatch, CompletionStage<SendOutcome>> stage : stages.entrySet()) {
        outcomes.put(stage.getKey(), get(stage.getValue()));
      }
      assertEquals(told, outcomes);
      assertEquals(0, sender.pending());
      check(scenario, endpoint, sent, outcomes);
    }
  }

  private static void check(
      Scenario scenario,
      FakeEndpoint endpoint,
      Map<Integer, List<EventBatch>> sent,
      Map<EventBatch, SendOutcome> outcomes) {
    List<EventBatch> taken = endpoint.taken().stream().map(FakeEndpoint.Taken::batch).toList();
    for (Map.Entry<EventBatch, SendOutcome> entry : outcomes.entrySet()) {
      long times = taken.stream().filter(entry.getKey()::equals).count();
      SendOutcome outcome = entry.getValue();
      String what = outcome + ", taken " + times + " times";
      if (outcome instanceof SendOutcome.Accepted accepted) {
        assertTrue(times >= 1 && times <= 1 + accepted.unanswered(), what);
        assertTrue(scenario.repeat() || accepted.unanswered() == 0, what);
      } else if (outcome instanceof SendOutcome.Ambiguous ambiguous) {
        assertTrue(times <= ambiguous.unanswered(), what);
      } else {
        assertEquals(0, times, what);
      }
    }
    sent.forEach(
        (call, batches) -> {
          List<EventBatch> accepted =
              batches.stream()
                  .filter(batch -> outcomes.get(batch) instanceof SendOutcome.Accepted)
                  .toList();
          // Those whose request got no answer may stand anywhere.
          List<EventBatch> arrived = taken.stream().filter(accepted::contains).distinct().toList();
          if (!scenario.repeat()) {
            assertEquals(accepted, arrived, "order of call " + call);
          }
        });
  }

  private static SendOutcome get(CompletionStage<SendOutcome> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<SendOutcome> future = stage.toCompletableFuture();
    return future.get(60, TimeUnit.SECONDS);
  }

  /** At first nothing listens at the port, then an endpoint does. */
  @Property(tries = 5)
  void anEndpointThatIsNotThereYetIsWaitedFor(@ForAll("scenarios") Scenario scenario)
      throws Exception {
    int port;
    try (FakeEndpoint gone = FakeEndpoint.scripted(FakeEndpoint.TAKE)) {
      port = gone.uri().getPort();
    }
    CountDownLatch failed = new CountDownLatch(1);
    try (SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.of(URI.create("http://127.0.0.1:" + port)),
                    CALL_CENTER,
                    KEYS.getPrivate())
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
                .circuitBreaker(4, Duration.ofMillis(5))
                .listener(
                    new SenderListener() {
                      @Override
                      public void retrying(VendorCallKey key, String why, Duration delay) {
                        failed.countDown();
                      }
                    })
                .build())) {
      List<EventBatch> batches = new ArrayList<>();
      List<CompletionStage<SendOutcome>> stages = new ArrayList<>();
      for (int i = 0; i < scenario.calls().size(); i++) {
        EventBatch batch = EventBatch.of("service", CategoryEvent.of("n" + i, i));
        batches.add(batch);
        stages.add(sender.send(new VendorCallKey("call"), batch));
      }
      failed.await();
      try (FakeEndpoint endpoint = new FakeEndpoint(port, n -> FakeEndpoint.TAKE)) {
        for (CompletionStage<SendOutcome> stage : stages) {
          assertTrue(get(stage) instanceof SendOutcome.Accepted);
        }
        assertEquals(batches, endpoint.taken().stream().map(FakeEndpoint.Taken::batch).toList());
      } catch (IOException e) {
        // Another process took the port meanwhile; then there is nothing to test.
      }
    }
  }
}
