package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.SignalFiredRule;
import dev.signalbox.rules.spi.ActionHandler;
import dev.signalbox.rules.spi.ActionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** RUL-4. */
class RuleEngineTest {
  private static final List<Rule> RULES =
      List.of(
          Rules.rule("Angry", "", Rules.customer(0, Operator.LESS_THAN, "0")),
          Rules.rule("Happy", "", Rules.customer(0, Operator.GREATER_THAN, "0")));

  private static final class RecordingListener implements ActionListener {
    final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    final List<String> dropped = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void failed(ActionHandler handler, FiredRule fired, Throwable failure) {
      failed.add(what(fired) + " " + failure.getMessage());
    }

    @Override
    public void dropped(ActionHandler handler, FiredRule fired) {
      dropped.add(what(fired));
    }
  }

  private final RecordingListener recorder = new RecordingListener();

  private RuleEngine.Builder engine() {
    return RuleEngine.builder(RuleEvaluator.of(RULES)).listener(recorder);
  }

  private static String what(FiredRule fired) {
    return ((SignalFiredRule) fired).batch().vendorCallKey()
        + " "
        + fired.rule().developerName()
        + ((SignalFiredRule) fired).batch().sequence();
  }

  private static void send(RuleEngine engine, String call, int batches) {
    for (int i = 0; i < batches; i++) {
      engine.onBatch(Rules.batch(call, i, Rules.customerIs(i % 2 == 0 ? "-1" : "1")));
    }
  }

  @Test
  void everyHandlerGetsEveryActionInOrder() {
    List<String> one = Collections.synchronizedList(new ArrayList<>());
    List<String> two = Collections.synchronizedList(new ArrayList<>());
    try (RuleEngine engine =
        engine()
            .handler(fired -> one.add(what(fired)))
            .handler(fired -> two.add(what(fired)))
            .build()) {
      send(engine, "c", 4);
    }
    assertEquals(List.of("c Angry0", "c Happy1", "c Angry2", "c Happy3"), one);
    assertEquals(one, two);
  }

  @Test
  void aFailureIsReportedAndStopsNothing() {
    List<String> other = Collections.synchronizedList(new ArrayList<>());
    try (RuleEngine engine =
        engine()
            .handler(
                fired -> {
                  throw new Exception("no pager");
                })
            .handler(
                fired -> {
                  throw new AssertionError("a bug");
                })
            .handler(fired -> other.add(what(fired)))
            .build()) {
      send(engine, "c", 2);
    }
    assertEquals(List.of("c Angry0", "c Happy1"), other);
    assertEquals(
        List.of("c Angry0 a bug", "c Angry0 no pager", "c Happy1 a bug", "c Happy1 no pager"),
        recorder.failed.stream().sorted().toList());
  }

  @Test
  void aHandlerThatHangsDelaysNoDeliveryAndNoOtherHandler() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    LinkedBlockingQueue<String> other = new LinkedBlockingQueue<>();
    RuleEngine engine =
        engine()
            .maxWaiting(2)
            .handler(
                fired -> {
                  hanging.countDown();
                  never.await();
                })
            .handler(fired -> other.add(what(fired)))
            .build();
    send(engine, "c", 1);
    hanging.await();
    assertEquals("c Angry0", other.take());
    for (int i = 1; i < 5; i++) {
      engine.onBatch(Rules.batch("c", i, Rules.customerIs(i % 2 == 0 ? "-1" : "1")));
      assertEquals(i % 2 == 0 ? "c Angry" + i : "c Happy" + i, other.take());
    }
    assertEquals(List.of("c Happy3", "c Angry4"), recorder.dropped);
    assertEquals(
        List.of("c Angry0", "c Happy1", "c Angry2"),
        engine.shutdown(Duration.ofMillis(10)).unfinished().stream()
            .map(one -> what(one.fired()))
            .sorted(Comparator.comparing(one -> one.charAt(one.length() - 1)))
            .toList());
    assertEquals(List.of("c Happy3", "c Angry4", "c Happy1", "c Angry2"), recorder.dropped);
    send(engine, "late", 1);
    assertTrue(recorder.dropped.contains("late Angry0"));
  }

  @Test
  void aConversationStaysInOrderOnSeveralThreads() {
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch closed = new CountDownLatch(1);
    ActionHandler handler =
        new ActionHandler() {
          @Override
          public void handle(FiredRule fired) {
            got.add(what(fired));
          }

          @Override
          public int parallelism() {
            return 4;
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    try (RuleEngine engine = engine().handler(handler).build()) {
      for (int call = 0; call < 20; call++) {
        send(engine, "call" + call, 10);
      }
    }
    assertEquals(0, closed.getCount());
    for (int call = 0; call < 20; call++) {
      String prefix = "call" + call + " ";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        expected.add(prefix + (i % 2 == 0 ? "Angry" : "Happy") + i);
      }
      assertEquals(expected, got.stream().filter(one -> one.startsWith(prefix)).toList());
    }
    assertEquals(List.of(), recorder.dropped);
  }

  /**
   * What the listener, a logger or the end of a handler throws is no handler's and no delivery's.
   */
  @Test
  void errorsOfListenersAndOfClosingStopNothing() throws Exception {
    ActionListener broken =
        new ActionListener() {
          @Override
          public void failed(ActionHandler handler, FiredRule fired, Throwable failure) {
            throw new AssertionError("a bug of the listener");
          }

          @Override
          public void dropped(ActionHandler handler, FiredRule fired) {
            throw new AssertionError("a bug of the listener");
          }
        };
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch closed = new CountDownLatch(1);
    ActionHandler failing =
        new ActionHandler() {
          @Override
          public void handle(FiredRule fired) throws Exception {
            started.countDown();
            release.await();
            got.add(what(fired));
            throw new StackOverflowError();
          }

          @Override
          public void close() {
            throw new AssertionError("a bug of the handler");
          }
        };
    ActionHandler other =
        new ActionHandler() {
          @Override
          public void handle(FiredRule fired) {}

          @Override
          public void close() {
            closed.countDown();
          }
        };
    RuleEngine engine =
        engine().listener(broken).maxWaiting(1).handler(failing).handler(other).build();
    send(engine, "c", 1);
    started.await();
    for (int i = 1; i < 4; i++) {
      // The third and the fourth are dropped, which the listener answers with an Error.
      engine.onBatch(Rules.batch("c", i, Rules.customerIs(i % 2 == 0 ? "-1" : "1")));
    }
    release.countDown();
    assertEquals(List.of(), engine.shutdown(Duration.ofDays(1)).unfinished());
    assertEquals(List.of("c Angry0", "c Happy1"), got);
    assertEquals(0, closed.getCount());
  }

  /** The program decides what to do about a full heap; the next action gets a new thread. */
  @Test
  void anErrorOfTheJavaVmIsReportedAndThrownOn() throws Exception {
    LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    Error full = new OutOfMemoryError("for the test");
    try (RuleEngine engine =
        engine()
            .handler(
                fired -> {
                  Thread.currentThread().setUncaughtExceptionHandler((t, e) -> uncaught.add(e));
                  if (got.isEmpty()) {
                    got.add("none");
                    throw full;
                  }
                  got.add(what(fired));
                })
            .build()) {
      send(engine, "c", 2);
      assertEquals(full, uncaught.take());
    }
    assertEquals(List.of("c Angry0 for the test"), recorder.failed);
    assertEquals(List.of("none", "c Happy1"), got);
  }

  @Test
  void aHandlerWithoutThreadsIsRefused() {
    ActionHandler none =
        new ActionHandler() {
          @Override
          public void handle(FiredRule fired) {}

          @Override
          public int parallelism() {
            return 0;
          }

          @Override
          public String toString() {
            return "the pager";
          }
        };
    RuleEngine.Builder engine = engine().handler(none);
    var e = assertThrows(IllegalArgumentException.class, engine::build);
    assertEquals("the parallelism of the pager is 0; it must be at least 1", e.getMessage());
  }

  @Test
  void aSecondShutdownReturnsTheReportOfTheFirst() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    ActionHandler hanging =
        fired -> {
          started.countDown();
          never.await();
        };
    RuleEngine engine = engine().handler(hanging).build();
    send(engine, "c", 1);
    started.await();
    RuleEngineReport report = engine.shutdown(Duration.ZERO);
    assertEquals(hanging, report.unfinished().get(0).handler());
    assertEquals(report, engine.shutdown(Duration.ofDays(1)));
  }
}
