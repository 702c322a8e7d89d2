package dev.signalbox.testkit.tck;

import static dev.signalbox.testkit.tck.ConformanceFixtures.conversation;
import static dev.signalbox.testkit.tck.ConformanceFixtures.submission;
import static dev.signalbox.testkit.tck.ConformanceFixtures.together;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport keeps: DLV-1 to DLV-6, and RES-2 as far as it is the transport's. Extend it,
 * and say how to make a transport.
 */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class TransportConformance {
  private static final int PRODUCERS = 6;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final DeliveryRecorder recorder = new DeliveryRecorder();
  private final List<Transport> created = new ArrayList<>();
  private final List<CountDownLatch> stuck = new ArrayList<>();

  /** For subclasses. */
  protected TransportConformance() {}

  /**
   * Makes a transport with default settings, ready to accept.
   *
   * @param listener what it reports to
   * @return a new transport, which shares nothing with another
   */
  protected abstract Transport create(DeliveryListener listener);

  /**
   * Whether sequence numbers start at 0 and leave no gaps, and each batch is delivered exactly once
   * (DLV-1, DLV-4).
   *
   * @return true for a transport in memory, which is the default
   */
  protected boolean inMemory() {
    return true;
  }

  /**
   * How many batches of one conversation may be taken beyond its bound (DLV-5). A transport between
   * machines learns late that a subscriber does not keep up; it keeps what it takes meanwhile.
   *
   * @return 16, the default
   * @since 0.2.0
   */
  protected int conversationSlack() {
    return 16;
  }

  /**
   * How many batches of one conversation may wait (DLV-5).
   *
   * @return 256, the default
   */
  protected int conversationBound() {
    return 256;
  }

  /**
   * How long to wait for what has to happen.
   *
   * @return 20 seconds, the default
   */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /** Frees who is stuck, and stops the transports. */
  @AfterEach
  final void stop() {
    stuck.forEach(CountDownLatch::countDown);
    callers.shutdown();
    created.forEach(transport -> transport.shutdown(Duration.ofSeconds(5)));
  }

  private Transport transport() {
    Transport transport = create(recorder);
    created.add(transport);
    return transport;
  }

  private CountDownLatch latch() {
    CountDownLatch latch = new CountDownLatch(1);
    stuck.add(latch);
    return latch;
  }

  /** Asks on a thread of its own, for a transport that blocks must not block the test. */
  private Acceptance accept(Transport transport, Submission submission) {
    try {
      return CompletableFuture.supplyAsync(() -> transport.accept(submission), callers)
          .thenCompose(stage -> stage)
          .get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("accept gave no answer", e);
    }
  }

  private Acceptance.Accepted accepted(Transport transport, Submission submission) {
    return assertInstanceOf(Acceptance.Accepted.class, accept(transport, submission));
  }

  /** Each subscriber gets each batch. */
  @Test
  @Covers("transport/DLV-1/every-subscriber")
  public void everySubscriberGetsEveryBatch() {
    Transport transport = transport();
    List<DeliveryRecorder> all =
        List.of(new DeliveryRecorder(), new DeliveryRecorder(), new DeliveryRecorder());
    all.forEach(transport::subscribe);
    for (int i = 0; i < 50; i++) {
      accepted(transport, submission("c" + i % 7, "v" + i, i));
    }
    all.forEach(subscriber -> subscriber.awaitBatches(50, patience()));
  }

  /** A batch arrives as it was accepted. */
  @Test
  @Covers("transport/DLV-1/whole-batch")
  public void aBatchIsDeliveredWhole() {
    Transport transport = transport();
    transport.subscribe(recorder);
    EventBatch batch =
        new EventBatch(
            "service",
            Optional.of(true),
            List.of(
                CategoryEvent.of("b", 5),
                SentimentEvent.of("-1.50", 5, Participant.AGENT),
                CategoryEvent.of("a", 6)));
    Submission submission =
        new Submission(
            conversation("c"),
            ConformanceFixtures.key("c"),
            Optional.empty(),
            batch,
            Instant.ofEpochMilli(7));
    accepted(transport, submission);
    recorder.awaitBatches(1, patience());
    assertEquals(batch, recorder.batches().get(0).batch());
  }

  /** In memory, each batch is delivered once. */
  @Test
  @Covers("transport/DLV-1/exactly-once")
  public void aBatchIsDeliveredOnce() {
    assumeTrue(inMemory(), "delivers at least once");
    Transport transport = transport();
    AtomicInteger attempts = new AtomicInteger();
    transport.subscribe(recorder);
    transport.subscribe(
        batch -> {
          attempts.incrementAndGet();
          throw new IllegalStateException("a subscriber that fails");
        });
    for (int i = 0; i < 20; i++) {
      accepted(transport, submission("c" + i % 3, "v" + i, i));
    }
    assertEquals(0, transport.shutdown(patience()).count());
    assertAll(
        () -> assertEquals(20, recorder.batches().size()),
        () -> assertEquals(20, attempts.get(), "attempts for a subscriber that fails"));
  }

  /** Without subscribers batches are accepted, and the listener is notified. */
  @Test
  @Covers("transport/DLV-1/no-subscriber")
  public void withoutSubscribersBatchesAreAccepted() {
    Transport transport = transport();
    accepted(transport, submission("c", "v", 1));
    recorder.awaitUndelivered(1, patience());
  }

  /** A closed subscription gets nothing that is accepted later. */
  @Test
  @Covers("transport/DLV-1/subscription-closed")
  public void aClosedSubscriptionGetsNothingMore() {
    Transport transport = transport();
    DeliveryRecorder gone = new DeliveryRecorder();
    Transport.Subscription subscription = transport.subscribe(gone);
    transport.subscribe(recorder);
    accepted(transport, submission("c", "v0", 0));
    gone.awaitBatches(1, patience());
    subscription.close();
    accepted(transport, submission("c", "v1", 1));
    recorder.awaitBatches(2, patience());
    transport.shutdown(patience());
    assertEquals(1, gone.batches().size());
  }

  /** Batches come in the order of their acceptance, one at a time, whichever thread sends them. */
  @Test
  @Covers("transport/DLV-2/concurrent-producers")
  public void orderHoldsUnderConcurrentProducers() {
    Transport transport = transport();
    Map<ConversationId, AtomicInteger> inside = new ConcurrentHashMap<>();
    AtomicBoolean overlapped = new AtomicBoolean();
    transport.subscribe(
        batch -> {
          AtomicInteger count =
              inside.computeIfAbsent(batch.conversation(), c -> new AtomicInteger());
          if (count.incrementAndGet() > 1) {
            overlapped.set(true);
          }
          Thread.onSpinWait();
          recorder.onBatch(batch);
          count.decrementAndGet();
        });
    int each = 30;
    List<Callable<Map<String, Long>>> producers = new ArrayList<>();
    for (int p = 0; p < PRODUCERS; p++) {
      String producer = "p" + p;
      producers.add(
          () -> {
            Map<String, Long> numbers = new ConcurrentHashMap<>();
            for (int i = 0; i < each; i++) {
              String value = producer + "-" + i;
              Submission submission = submission("c" + i % 2, value, i);
              numbers.put(value, accepted(transport, submission).sequence());
            }
            return numbers;
          });
    }
    Map<String, Long> numbers = new ConcurrentHashMap<>();
    together(producers).forEach(numbers::putAll);
    recorder.awaitBatches(PRODUCERS * each, patience());
    assertTrue(!overlapped.get(), "two batches of one conversation at the same time");
    for (String name : List.of("c0", "c1")) {
      List<Long> delivered = sequences(name);
      assertEquals(delivered.stream().sorted().toList(), delivered, "the order of delivery");
    }
    for (DeliveredBatch batch : recorder.batches()) {
      String value = batch.batch().events().get(0).value();
      assertEquals(numbers.get(value), batch.sequence(), "the number that accept gave to " + value);
    }
  }

  private List<Long> sequences(String conversation) {
    return recorder.batches().stream()
        .filter(batch -> batch.conversation().equals(conversation(conversation)))
        .map(DeliveredBatch::sequence)
        .toList();
  }

  /** A producer's own batches stay in its order. */
  @Test
  @Covers("transport/DLV-2/one-producer")
  public void aProducersOrderIsKept() {
    Transport transport = transport();
    CountDownLatch release = latch();
    transport.subscribe(
        batch -> {
          release.await();
          recorder.onBatch(batch);
        });
    // First they pile up, then they are delivered as they come.
    int waiting = Math.min(100, conversationBound());
    for (int i = 0; i < waiting; i++) {
      accepted(transport, submission("c", "v" + i, i));
    }
    release.countDown();
    recorder.awaitBatches(waiting, patience());
    for (int i = waiting; i < waiting + 100; i++) {
      accepted(transport, submission("c", "v" + i, i));
      recorder.awaitBatches(i - 9, patience());
    }
    recorder.awaitBatches(waiting + 100, patience());
    assertEquals(
        IntStream.range(0, waiting + 100).mapToObj(i -> "v" + i).toList(),
        recorder.batches().stream().map(b -> b.batch().events().get(0).value()).toList());
  }

  /** Legs of one conversation share its order and its numbers. */
  @Test
  @Covers("transport/DLV-2/legs")
  public void legsShareTheOrderOfTheirConversation() {
    Transport transport = transport();
    CountDownLatch release = latch();
    transport.subscribe(
        batch -> {
          if (batch.batch().events().get(0).value().equals("v0")) {
            release.await();
          }
          recorder.onBatch(batch);
        });
    for (int i = 0; i < 20; i++) {
      accepted(transport, submission(conversation("first"), "leg" + i % 3, "v" + i, i));
    }
    release.countDown();
    recorder.awaitBatches(20, patience());
    List<DeliveredBatch> batches = recorder.batches();
    for (int i = 0; i < 20; i++) {
      assertEquals("v" + i, batches.get(i).batch().events().get(0).value());
      assertEquals("leg" + i % 3, batches.get(i).vendorCallKey().value());
      assertEquals(conversation("first"), batches.get(i).conversation());
    }
  }

  /** The next batch waits for the stage of the one before. */
  @Test
  @Covers("transport/DLV-2/asynchronous-subscriber")
  public void theNextBatchWaitsForTheStage() {
    Transport transport = transport();
    CompletableFuture<Object> first = new CompletableFuture<>();
    transport.subscribeAsync(
        batch -> {
          recorder.onBatch(batch);
          return batch.batch().events().get(0).value().equals("v0")
              ? first
              : CompletableFuture.completedFuture("");
        });
    accepted(transport, submission("c", "v0", 0));
    accepted(transport, submission("c", "v1", 1));
    // While other calls come and go, the second batch has every chance to come too early.
    int others = 30;
    for (int i = 0; i < others; i++) {
      accepted(transport, submission("d" + i, "w", 0));
      recorder.awaitBatches(2 + i, patience());
    }
    assertEquals(1, sequences("c").size(), "batches delivered before the first one's stage ended");
    first.complete("");
    recorder.awaitBatches(2 + others, patience());
    assertEquals(2, sequences("c").size());
  }

  /** A call that a subscriber is stuck on holds up no other. */
  @Test
  @Covers("transport/DLV-3/stuck-calls")
  public void aStuckCallHoldsUpNoOther() {
    Transport transport = transport();
    CountDownLatch release = latch();
    int calls = 40;
    transport.subscribe(
        batch -> {
          if (batch.conversation().firstKey().value().startsWith("stuck")) {
            release.await();
          }
          recorder.onBatch(batch);
        });
    for (int i = 0; i < calls; i++) {
      accepted(transport, submission("stuck" + i, "v", i));
    }
    for (int i = 0; i < 50; i++) {
      accepted(transport, submission("free" + i % 5, "v", i));
    }
    recorder.awaitBatches(50, patience());
    release.countDown();
    recorder.awaitBatches(50 + calls, patience());
  }

  /** Accepting does not wait for a subscriber. */
  @Test
  @Covers("transport/DLV-3/accept-does-not-block")
  public void acceptingDoesNotWaitForSubscribers() {
    Transport transport = transport();
    CountDownLatch release = latch();
    transport.subscribe(batch -> release.await());
    for (int i = 0; i < 20; i++) {
      accepted(transport, submission("c", "v" + i, i));
    }
  }

  /** A subscriber that fails stops no other, and is reported. */
  @Test
  @Covers("transport/DLV-3/failing-subscriber")
  public void aFailingSubscriberStopsNoOther() {
    Transport transport = transport();
    transport.subscribe(
        batch -> {
          throw new IllegalStateException("a subscriber that throws");
        });
    transport.subscribe(
        batch -> {
          throw new AssertionError("a subscriber that throws an error");
        });
    transport.subscribeAsync(
        batch -> CompletableFuture.failedFuture(new IllegalStateException("a failed stage")));
    transport.subscribe(recorder);
    for (int i = 0; i < 10; i++) {
      accepted(transport, submission("c", "v" + i, i));
    }
    recorder.awaitBatches(10, patience());
    recorder.awaitFailures(30, patience());
  }

  /** What a delivered batch carries. */
  @Test
  @Covers("transport/DLV-4/carries-everything")
  public void aDeliveredBatchCarriesEverything() {
    Transport transport = transport();
    transport.subscribe(recorder);
    Submission submission = submission(conversation("first"), "leg", "v", 5);
    Acceptance.Accepted accepted = accepted(transport, submission);
    recorder.awaitBatches(1, patience());
    assertEquals(
        submission.delivered(accepted.sequence(), accepted.late()), recorder.batches().get(0));
  }

  /** Numbers begin at 0 and leave no gap in memory; elsewhere they rise. */
  @Test
  @Covers("transport/DLV-4/sequence")
  public void numbersAreCountedPerConversation() {
    Transport transport = transport();
    transport.subscribe(recorder);
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      first.add(accepted(transport, submission("a", "v", i)).sequence());
      if (i % 3 == 0) {
        second.add(accepted(transport, submission("b", "v", i)).sequence());
      }
    }
    if (inMemory()) {
      assertEquals(LongStream.range(0, 20).boxed().toList(), first);
      assertEquals(LongStream.range(0, 7).boxed().toList(), second);
    } else {
      assertEquals(first.stream().distinct().sorted().toList(), first);
      assertEquals(second.stream().distinct().sorted().toList(), second);
    }
  }

  /** A conversation of another call center, with the same key, is another conversation. */
  @Test
  @Covers("transport/DLV-4/sequence-per-call-center")
  public void callCentersHaveNumbersOfTheirOwn() {
    assumeTrue(inMemory(), "numbers may have gaps");
    Transport transport = transport();
    transport.subscribe(recorder);
    accepted(transport, submission("a", "v", 5));
    for (var center : List.of(ConformanceFixtures.OTHER, ConformanceFixtures.SAME_ORG)) {
      Acceptance.Accepted accepted =
          accepted(
              transport,
              submission(new ConversationId(center, ConformanceFixtures.key("a")), "a", "v", 1));
      assertEquals(0, accepted.sequence());
      assertTrue(!accepted.late());
    }
  }

  /** Late is a batch that begins before what was accepted already. */
  @Test
  @Covers("transport/DLV-4/late")
  public void latenessLooksAtTheLatestStartTime() {
    Transport transport = transport();
    transport.subscribe(recorder);
    long[] starts = {10, 10, 5, 7, 12, 11, 12};
    boolean[] late = {false, false, true, true, false, true, false};
    for (int i = 0; i < starts.length; i++) {
      assertEquals(
          late[i], accepted(transport, submission("c", "v", starts[i])).late(), "batch " + i);
    }
    recorder.awaitBatches(starts.length, patience());
    for (int i = 0; i < starts.length; i++) {
      assertEquals(late[i], recorder.batches().get(i).late(), "delivered batch " + i);
    }
  }

  /** The latest start time is that of any event, not of the last batch or of first events. */
  @Test
  @Covers("transport/DLV-4/late-by-last-event")
  public void latenessCountsEveryEvent() {
    Transport transport = transport();
    transport.subscribe(recorder);
    EventBatch wide =
        EventBatch.of("service", CategoryEvent.of("a", 10), CategoryEvent.of("b", 100));
    Submission first =
        new Submission(
            conversation("c"),
            ConformanceFixtures.key("c"),
            Optional.empty(),
            wide,
            Instant.ofEpochMilli(1));
    assertTrue(!accepted(transport, first).late());
    assertTrue(accepted(transport, submission("c", "v", 99)).late());
    assertTrue(!accepted(transport, submission("c", "v", 100)).late());
  }

  /** A full conversation is refused alone, nothing of it is dropped, and it recovers. */
  @Test
  @Covers("transport/DLV-5/full-conversation")
  public void aFullConversationIsRefusedAlone() {
    Transport transport = transport();
    CountDownLatch release = latch();
    transport.subscribe(
        batch -> {
          if (batch.conversation().equals(conversation("full"))) {
            release.await();
          }
          recorder.onBatch(batch);
        });
    int taken = 0;
    Optional<Acceptance.Refused> refused = Optional.empty();
    while (refused.isEmpty() && taken <= conversationBound() + conversationSlack()) {
      Acceptance answer = accept(transport, submission("full", "v" + taken, taken));
      if (answer instanceof Acceptance.Refused no) {
        refused = Optional.of(no);
      } else {
        taken++;
      }
    }
    assertTrue(refused.isPresent(), "never full");
    assertTrue(taken >= conversationBound(), "full after only " + taken);
    Acceptance.Refused no = refused.get();
    assertAll(
        () -> assertTrue(List.of(Clause.DLV_5, Clause.RES_4).contains(no.clause())),
        () -> assertTrue(!no.retryAfter().isNegative() && !no.retryAfter().isZero()));
    accepted(transport, submission("other", "v", 1));
    recorder.awaitBatches(1, patience());
    release.countDown();
    recorder.awaitBatches(1 + taken, patience());
    long next = accepted(transport, submission("full", "last", taken)).sequence();
    if (inMemory()) {
      assertEquals(taken, next, "a refused batch uses up no number");
    }
    recorder.awaitBatches(2 + taken, patience());
    List<String> values =
        recorder.batches().stream()
            .filter(b -> b.conversation().equals(conversation("full")))
            .map(b -> b.batch().events().get(0).value())
            .toList();
    assertEquals(taken + 1, values.stream().distinct().count(), "dropped or doubled");
    assertEquals("last", values.get(values.size() - 1));
  }

  /** What was accepted before a shutdown is delivered. */
  @Test
  @Covers("transport/DLV-6/delivers-what-was-accepted")
  public void aShutdownDeliversWhatWasAccepted() {
    Transport transport = transport();
    CountDownLatch release = latch();
    transport.subscribe(
        batch -> {
          release.await();
          recorder.onBatch(batch);
        });
    for (int i = 0; i < 40; i++) {
      accepted(transport, submission("c" + i % 4, "v" + i, i));
    }
    CompletableFuture<ShutdownReport> report =
        CompletableFuture.supplyAsync(() -> transport.shutdown(patience()), callers);
    int accepted = 40 + acceptedUntilShutDown(transport);
    release.countDown();
    assertEquals(Map.of(), report.join().undelivered());
    assertEquals(accepted, recorder.batches().size());
  }

  /** Offers batches until one is refused for the shutdown, and says how many were accepted. */
  private int acceptedUntilShutDown(Transport transport) {
    long end = System.nanoTime() + patience().toNanos();
    int accepted = 0;
    while (System.nanoTime() < end) {
      Acceptance answer = accept(transport, submission("until", "u" + accepted, accepted));
      if (answer instanceof Acceptance.Accepted) {
        accepted++;
      } else if (((Acceptance.Refused) answer).clause() != Clause.DLV_5) {
        break;
      }
      Thread.onSpinWait();
    }
    return accepted;
  }

  /** After a shutdown nothing is accepted. */
  @Test
  @Covers("transport/DLV-6/refuses-new")
  public void aShutdownRefusesNewBatches() {
    Transport transport = transport();
    transport.subscribe(recorder);
    accepted(transport, submission("c", "v", 1));
    transport.shutdown(patience());
    Acceptance.Refused refused =
        assertInstanceOf(Acceptance.Refused.class, accept(transport, submission("c", "late", 2)));
    assertTrue(List.of(Clause.DLV_6, Clause.RES_4).contains(refused.clause()));
    assertEquals(1, recorder.batches().size());
  }

  /** What could not be delivered in time is reported, by count and keys. */
  @Test
  @Covers("transport/DLV-6/reports-the-rest")
  public void aShutdownReportsTheRest() {
    Transport transport = transport();
    CountDownLatch release = latch();
    CountDownLatch entered = new CountDownLatch(1);
    transport.subscribe(
        batch -> {
          if (batch.conversation().equals(conversation("stuck"))) {
            entered.countDown();
            release.await();
          }
          recorder.onBatch(batch);
        });
    for (int i = 0; i < 5; i++) {
      accepted(transport, submission("stuck", "v" + i, i));
    }
    accepted(transport, submission("free", "v", 1));
    assertTrue(DeliveryRecorder.await(entered, patience()));
    recorder.awaitBatches(1, patience());
    ShutdownReport report = transport.shutdown(Duration.ofSeconds(1));
    assertAll(
        () -> assertEquals(5, report.count()),
        () -> assertEquals(Map.of(conversation("stuck"), 5), report.undelivered()),
        () -> assertEquals(report, transport.shutdown(patience()), "a second shutdown"));
  }

  /** Under load, what was accepted is delivered or reported, and nothing else is delivered. */
  @Test
  @Covers("transport/RES-2/shutdown-under-load")
  public void nothingIsLostInAShutdownUnderLoad() {
    Transport transport = transport();
    transport.subscribe(
        batch -> {
          Thread.onSpinWait();
          recorder.onBatch(batch);
        });
    CountDownLatch running = new CountDownLatch(PRODUCERS * 20);
    List<Callable<List<String>>> tasks = new ArrayList<>();
    CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
    for (int p = 0; p < PRODUCERS; p++) {
      String producer = "p" + p;
      tasks.add(
          () -> {
            List<String> accepted = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
              String value = producer + "-" + i;
              Acceptance answer = accept(transport, submission("c" + i % 3, value, i));
              running.countDown();
              if (answer instanceof Acceptance.Accepted) {
                accepted.add(value);
              } else if (((Acceptance.Refused) answer).clause() != Clause.DLV_5) {
                break;
              }
            }
            return accepted;
          });
    }
    tasks.add(
        () -> {
          assertTrue(DeliveryRecorder.await(running, patience()));
          report.complete(transport.shutdown(patience()));
          return List.of();
        });
    List<String> accepted = together(tasks).stream().flatMap(List::stream).sorted().toList();
    List<String> delivered =
        recorder.batches().stream()
            .map(batch -> batch.batch().events().get(0).value())
            .sorted(Comparator.naturalOrder())
            .toList();
    assertEquals(0, report.join().count());
    assertEquals(accepted.size(), delivered.size(), "accepted and delivered");
    assertEquals(accepted, delivered);
  }
}
