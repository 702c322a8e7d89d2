package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.AGES;
import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.accept;
import static dev.signalbox.transport.inmemory.Fixtures.await;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static dev.signalbox.transport.inmemory.Fixtures.submission;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Score;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport.Subscription;
import dev.signalbox.transport.inmemory.Fixtures.Listening;
import dev.signalbox.transport.inmemory.Fixtures.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Section 7 of the contract: DLV-1 to DLV-6. */
class InMemoryTransportTest {
  private static final Acceptance FIRST = new Acceptance.Accepted(0, false);

  private final InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
  private final Listening listening = new Listening();
  private final Recording recording = new Recording();
  private final CountDownLatch unblock = new CountDownLatch(1);
  private InMemoryTransport transport =
      InMemoryTransport.builder(calls).listener(listening).build();

  @AfterEach
  void end() {
    unblock.countDown();
    transport.close();
  }

  private void drain() {
    assertEquals(Map.of(), transport.shutdown(AGES).undelivered());
  }

  private static void assertRefused(Clause clause, Acceptance acceptance) {
    Acceptance.Refused refused = assertInstanceOf(Acceptance.Refused.class, acceptance);
    assertEquals(clause, refused.clause());
    assertFalse(refused.detail().isBlank());
    assertTrue(refused.retryAfter().compareTo(Duration.ZERO) > 0);
  }

  @Test
  void dlv1EverySubscriberGetsEveryBatchAsItIs() {
    Recording other = new Recording();
    transport.subscribe(recording);
    transport.subscribe(other);
    Submission one = submission("a", "a", 5, 6);
    Submission two = submission("a", "leg", 7);
    accept(transport, one);
    accept(transport, two);
    drain();
    assertEquals(List.of(one.delivered(0, false), two.delivered(1, false)), recording.batches);
    assertEquals(recording.batches, other.batches);
  }

  @Test
  void dlv1WithoutASubscriberABatchIsAcceptedAndCounted() {
    assertEquals(FIRST, accept(transport, submission("a")));
    assertEquals(new Acceptance.Accepted(1, false), accept(transport, submission("a")));
    assertEquals(2, transport.undeliveredCount());
    assertEquals(
        List.of(0L, 1L), listening.undelivered.stream().map(DeliveredBatch::sequence).toList());
    transport.subscribe(recording);
    accept(transport, submission("a"));
    drain();
    assertEquals(List.of(2L), recording.sequences());
  }

  @Test
  void dlv1ASubscriptionBeginsAndEndsWithTheBatchesAcceptedMeanwhile() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    List<Long> slow = new ArrayList<>();
    Subscription subscription =
        transport.subscribe(
            batch -> {
              entered.countDown();
              await(unblock);
              slow.add(batch.sequence());
            });
    accept(transport, submission("a"));
    await(entered);
    transport.subscribe(recording);
    accept(transport, submission("a"));
    subscription.close();
    subscription.close();
    accept(transport, submission("a"));
    unblock.countDown();
    drain();
    assertEquals(List.of(0L, 1L), slow);
    assertEquals(List.of(1L, 2L), recording.sequences());
  }

  @Test
  void dlv1ASubscriberThatSubscribesTwiceHearsTwice() {
    transport.subscribe(recording);
    transport.subscribe(recording).close();
    transport.subscribe(recording);
    accept(transport, submission("a"));
    drain();
    assertEquals(List.of(0L, 0L), recording.sequences());
  }

  @Test
  void dlv2OneAtATimeAndInOrderWhicheverKey() {
    Set<ConversationId> inside = ConcurrentHashMap.newKeySet();
    List<Long> sequences = new ArrayList<>();
    transport.subscribe(
        batch -> {
          assertTrue(inside.add(batch.conversation()));
          sequences.add(batch.sequence());
          assertTrue(inside.remove(batch.conversation()));
        });
    for (int i = 0; i < 200; i++) {
      accept(transport, submission("a", "leg" + i % 7, i));
    }
    drain();
    assertEquals(LongStream.range(0, 200).boxed().toList(), sequences);
    assertEquals(List.of(), listening.failures);
  }

  @Test
  void dlv3AFailureIsReportedAndTheNextBatchComesAllTheSame() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("no"),
            new Exception("checked"),
            new StackOverflowError(),
            new AssertionError());
    Subscriber failing =
        batch -> {
          Throwable failure = thrown.get((int) batch.sequence());
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        };
    transport.subscribe(failing);
    transport.subscribe(recording);
    for (int i = 0; i < thrown.size(); i++) {
      accept(transport, submission("a"));
    }
    drain();
    assertEquals(List.of(0L, 1L, 2L, 3L), recording.sequences());
    assertEquals(thrown, listening.failures.stream().map(f -> f.failure()).toList());
    for (int i = 0; i < thrown.size(); i++) {
      assertSame(failing, listening.failures.get(i).subscriber());
      assertEquals(recording.batches.get(i), listening.failures.get(i).batch());
    }
  }

  @Test
  void dlv3WhatAStageReportsAndNoStageAtAllAreFailures() {
    IllegalStateException failure = new IllegalStateException("no");
    transport.subscribeAsync(
        batch ->
            switch ((int) batch.sequence()) {
              case 0 -> CompletableFuture.failedStage(failure);
              case 1 -> CompletableFuture.failedFuture(failure).thenApply(x -> x);
              case 2 -> null;
              default -> CompletableFuture.completedStage("fine");
            });
    for (int i = 0; i < 4; i++) {
      accept(transport, submission("a"));
    }
    drain();
    assertEquals(3, listening.failures.size());
    assertSame(failure, listening.failures.get(0).failure());
    assertSame(failure, listening.failures.get(1).failure());
    assertInstanceOf(NullPointerException.class, listening.failures.get(2).failure());
  }

  @Test
  void dlv3AListenerThatFailsStopsNothing() {
    Listening throwing =
        new Listening() {
          @Override
          public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
            super.failed(subscriber, batch, failure);
            throw new IllegalStateException("the listener");
          }

          @Override
          public void undelivered(DeliveredBatch batch) {
            throw new IllegalStateException("the listener");
          }
        };
    transport = InMemoryTransport.builder(calls).listener(throwing).build();
    assertEquals(FIRST, accept(transport, submission("a")));
    transport.subscribe(
        batch -> {
          throw new IllegalStateException("the subscriber");
        });
    accept(transport, submission("a"));
    accept(transport, submission("a"));
    drain();
    assertEquals(2, throwing.failures.size());
  }

  /** An exception can't be its own suppressed one; the batch must not be tried again for that. */
  @Test
  void dlv3AListenerThatThrowsTheFailureItWasGivenStopsNothing() {
    Listening throwing =
        new Listening() {
          @Override
          public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
            super.failed(subscriber, batch, failure);
            throw (RuntimeException) failure;
          }
        };
    transport = InMemoryTransport.builder(calls).listener(throwing).build();
    transport.subscribe(
        batch -> {
          recording.onBatch(batch);
          throw new IllegalStateException("the subscriber");
        });
    accept(transport, submission("a"));
    accept(transport, submission("a"));
    drain();
    assertEquals(List.of(0L, 1L), recording.sequences());
    assertEquals(2, throwing.failures.size());
  }

  /** The batch has its number by then. */
  @Test
  void dlv3AnErrorOfTheListenerDoesNotReachTheSender() {
    Listening throwing =
        new Listening() {
          @Override
          public void undelivered(DeliveredBatch batch) {
            throw new AssertionError("the listener");
          }
        };
    transport = InMemoryTransport.builder(calls).listener(throwing).build();
    assertEquals(FIRST, accept(transport, submission("a")));
    assertEquals(new Acceptance.Accepted(1, false), accept(transport, submission("a")));
  }

  @Test
  void dlv3AsManyStuckCallsAsStatedDelayNoOther() throws InterruptedException {
    int stuck = 256;
    CountDownLatch entered = new CountDownLatch(stuck);
    CountDownLatch through = new CountDownLatch(3);
    transport.subscribe(
        batch -> {
          if (batch.vendorCallKey().value().startsWith("stuck")) {
            entered.countDown();
            await(unblock);
          } else {
            through.countDown();
          }
        });
    for (int i = 0; i < stuck; i++) {
      assertEquals(FIRST, accept(transport, submission("stuck" + i)));
    }
    await(entered);
    for (int i = 0; i < 3; i++) {
      assertEquals(FIRST, accept(transport, submission("free" + i)));
    }
    await(through);
    unblock.countDown();
    drain();
  }

  /** Calls that get stuck while others go through: threads move on, and still are replaced. */
  @Test
  void dlv3CallsThatGetStuckOneAfterTheOtherDelayNoOther() throws InterruptedException {
    LinkedBlockingQueue<String> through = new LinkedBlockingQueue<>();
    transport.subscribe(
        batch -> {
          String key = batch.vendorCallKey().value();
          through.add(key);
          if (key.startsWith("stuck")) {
            await(unblock);
          }
        });
    for (int i = 0; i < 40; i++) {
      accept(transport, submission("stuck" + i));
      accept(transport, submission("free" + i));
      Set<String> both = new HashSet<>();
      both.add(through.poll(60, TimeUnit.SECONDS));
      both.add(through.poll(60, TimeUnit.SECONDS));
      assertEquals(Set.of("stuck" + i, "free" + i), both);
    }
    unblock.countDown();
    drain();
  }

  @Test
  void dlv3AStuckSubscriberDelaysNoOther() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(300);
    transport.subscribe(batch -> await(unblock));
    transport.subscribe(batch -> heard.countDown());
    for (int i = 0; i < 300; i++) {
      accept(transport, submission("call" + i));
    }
    await(heard);
    unblock.countDown();
    drain();
  }

  /** "Aa" and "BB" have one hash code, and so has every text made of as many of them. */
  @Test
  void dlv3CallsWhoseHashCodesAreTheSameDoNotWaitForEachOther() throws InterruptedException {
    List<String> keys = List.of("AaAaAa", "AaAaBB", "AaBBAa", "AaBBBB", "BBAaAa", "BBBBBB");
    assertEquals(1, keys.stream().map(k -> key(k).hashCode()).distinct().count());
    CountDownLatch heard = new CountDownLatch(keys.size() - 1);
    transport.subscribe(
        batch -> {
          if (batch.vendorCallKey().value().equals(keys.get(0))) {
            await(unblock);
          }
          heard.countDown();
        });
    for (String key : keys) {
      accept(transport, submission(key));
    }
    await(heard);
    unblock.countDown();
    drain();
  }

  @Test
  void dlv3AStageHoldsNoThreadAndTheNextBatchWaitsForIt() throws Exception {
    LinkedBlockingQueue<CompletableFuture<Void>> stages = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    transport = InMemoryTransport.builder(calls).maxStuckCalls(0).listener(listening).build();
    transport.subscribeAsync(
        batch -> {
          CompletableFuture<Void> stage = new CompletableFuture<>();
          threads.add(Thread.currentThread());
          stages.add(stage);
          return stage;
        });
    // Many more calls than threads, none of whose stages is complete.
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      accept(transport, submission("call" + i));
      accept(transport, submission("call" + i));
      pending.add(stages.poll(60, TimeUnit.SECONDS));
    }
    assertTrue(stages.isEmpty());
    for (CompletableFuture<Void> stage : pending) {
      stage.complete(null);
      assertFalse(stage.complete(null));
    }
    for (int i = 0; i < 100; i++) {
      stages.poll(60, TimeUnit.SECONDS).completeExceptionally(new IllegalStateException("no"));
    }
    drain();
    assertEquals(100, listening.failures.size());
    assertFalse(threads.contains(Thread.currentThread()));
  }

  @Test
  void dlv3StagesThatAreCompleteAtOnceDoNotNest() {
    transport.subscribeAsync(batch -> CompletableFuture.completedFuture(null));
    transport.subscribeAsync(
        batch -> new CompletableFuture<Void>().completeOnTimeout(null, 0, TimeUnit.NANOSECONDS));
    int accepted = 0;
    while (accepted < 20_000) {
      if (accept(transport, submission("a")) instanceof Acceptance.Accepted) {
        accepted++;
      } else {
        Thread.onSpinWait();
      }
    }
    drain();
    assertEquals(List.of(), listening.failures);
  }

  @Test
  void dlv4SequenceAndLateness() {
    assertEquals(
        new Acceptance.Accepted(0, false), accept(transport, submission("a", "a", 10, 30)));
    assertEquals(new Acceptance.Accepted(1, true), accept(transport, submission("a", "b", 29, 50)));
    assertEquals(new Acceptance.Accepted(2, true), accept(transport, submission("a", "a", 49)));
    assertEquals(new Acceptance.Accepted(3, false), accept(transport, submission("a", "a", 50)));
    assertEquals(new Acceptance.Accepted(0, false), accept(transport, submission("b", "b", 1)));
  }

  @Test
  void dlv5AFullConversationIsRefusedAloneAndUsesUpNoNumber() {
    transport = InMemoryTransport.builder(calls).maxBatchesPerConversation(2).build();
    transport.subscribe(batch -> await(unblock));
    transport.subscribe(recording);
    accept(transport, submission("a", "a", 10));
    accept(transport, submission("a", "a", 20));
    assertRefused(Clause.DLV_5, accept(transport, submission("a", "a", 30)));
    assertEquals(FIRST, accept(transport, submission("b")));
    unblock.countDown();
    Acceptance next = accept(transport, submission("a", "a", 25));
    while (next instanceof Acceptance.Refused) {
      Thread.onSpinWait();
      next = accept(transport, submission("a", "a", 25));
    }
    // Neither its number nor its start time was taken.
    assertEquals(new Acceptance.Accepted(2, false), next);
    drain();
  }

  /** What is finished makes room at once, and not only when the rest is. */
  @Test
  void dlv5AConversationThatIsStuckHasRoomForWhatWasDeliveredBefore() {
    transport = InMemoryTransport.builder(calls).maxBatchesPerConversation(3).build();
    transport.subscribe(
        batch -> {
          if (batch.sequence() == 2) {
            await(unblock);
          }
        });
    for (int i = 0; i < 5; i++) {
      Acceptance next = accept(transport, submission("a"));
      while (next instanceof Acceptance.Refused) {
        Thread.onSpinWait();
        next = accept(transport, submission("a"));
      }
    }
    assertRefused(Clause.DLV_5, accept(transport, submission("a")));
    unblock.countDown();
    drain();
  }

  @Test
  void dlv5AllTogetherAreBoundedInNumber() {
    transport = InMemoryTransport.builder(calls).maxBatches(2).build();
    transport.subscribe(batch -> await(unblock));
    assertEquals(FIRST, accept(transport, submission("a")));
    assertEquals(FIRST, accept(transport, submission("b")));
    assertRefused(Clause.DLV_5, accept(transport, submission("c")));
    assertRefused(Clause.DLV_5, accept(transport, submission("a")));
    unblock.countDown();
    Acceptance next = accept(transport, submission("c"));
    while (next instanceof Acceptance.Refused) {
      Thread.onSpinWait();
      next = accept(transport, submission("c"));
    }
    assertEquals(FIRST, next);
    drain();
  }

  /** A score is kept to the letter, and may have a thousand digits. */
  @Test
  void dlv5EveryTextCounts() {
    transport = InMemoryTransport.builder(calls).maxBytes(2_700).build();
    transport.subscribe(recording);
    Submission plain = submission("a");
    for (int digits : new int[] {1_000, 900}) {
      CategoryEvent scored =
          new CategoryEvent(
              "A",
              1,
              OptionalLong.empty(),
              Optional.of(new Score("1." + "0".repeat(digits - 1), true)),
              Optional.empty(),
              Optional.empty());
      Submission heavy =
          new Submission(
              plain.conversation(),
              plain.vendorCallKey(),
              plain.providerName(),
              EventBatch.of("S", scored),
              plain.receivedAt());
      if (digits == 1_000) {
        assertRefused(Clause.DLV_5, accept(transport, heavy));
      } else {
        assertEquals(FIRST, accept(transport, heavy));
      }
    }
    drain();
  }

  @Test
  void dlv5AllTogetherAreBoundedInBytes() {
    transport = InMemoryTransport.builder(calls).maxBytes(2_000).build();
    transport.subscribe(batch -> await(unblock));
    assertEquals(FIRST, accept(transport, submission("a")));
    assertRefused(Clause.DLV_5, accept(transport, submission("b", "b", 1, 2, 3, 4)));
    assertEquals(FIRST, accept(transport, submission("b")));
    assertRefused(Clause.DLV_5, accept(transport, submission("c")));
    unblock.countDown();
    drain();
  }

  @Test
  void dlv6AfterAShutdownBatchesAreRefusedAndWhatWasAcceptedIsDelivered() {
    transport.subscribe(recording);
    for (int i = 0; i < 100; i++) {
      accept(transport, submission("a"));
    }
    drain();
    assertEquals(100, recording.batches.size());
    assertRefused(Clause.DLV_6, accept(transport, submission("a")));
    assertRefused(Clause.DLV_6, accept(transport, submission("new")));
    transport.subscribe(recording).close();
    assertEquals(100, recording.batches.size());
  }

  @Test
  void dlv6WhatIsNotDeliveredByTheDeadlineIsReportedAndNeverDelivered() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    List<DeliveredBatch> given = new CopyOnWriteArrayList<>();
    transport.subscribe(
        batch -> {
          given.add(batch);
          entered.countDown();
          try {
            await(unblock);
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        });
    transport.subscribe(recording);
    for (int i = 0; i < 3; i++) {
      accept(transport, submission("a"));
    }
    accept(transport, submission("b"));
    await(entered);
    ShutdownReport report = transport.shutdown(Duration.ZERO);
    ConversationId a = new ConversationId(CALL_CENTER, key("a"));
    ConversationId b = new ConversationId(CALL_CENTER, key("b"));
    assertEquals(Map.of(a, 3, b, 1), report.undelivered());
    assertEquals(4, report.count());
    await(interrupted);
    assertSame(report, transport.shutdown(AGES));
    unblock.countDown();
    // What was in hands comes back after the end, and changes nothing.
    assertEquals(2, given.size());
    assertRefused(Clause.DLV_6, accept(transport, submission("a")));
  }

  @Test
  void dlv6BatchesOfAKeyThatWasLinkedSinceAreReportedUnderTheKeyTheyHad() {
    transport.subscribe(batch -> await(unblock));
    Fixtures.first(calls, "a");
    accept(transport, submission("b"));
    accept(transport, submission("b"));
    Fixtures.transfer(calls, "b", "a");
    assertEquals(FIRST, accept(transport, submission("b")));
    accept(transport, submission("c"));
    Fixtures.transfer(calls, "c", "a");
    assertEquals(
        Map.of(
            new ConversationId(CALL_CENTER, key("a")), 1,
            new ConversationId(CALL_CENTER, key("b")), 2,
            new ConversationId(CALL_CENTER, key("c")), 1),
        transport.shutdown(Duration.ZERO).undelivered());
  }

  @Test
  void dlv6WhatAnEndedSubscriptionStillHasToGetIsReportedToo() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Subscription subscription =
        transport.subscribe(
            batch -> {
              entered.countDown();
              await(unblock);
            });
    accept(transport, submission("a"));
    accept(transport, submission("a"));
    await(entered);
    subscription.close();
    accept(transport, submission("a"));
    assertEquals(2, transport.shutdown(Duration.ZERO).count());
  }

  @Test
  void dlv6AStageThatCompletesAfterTheDeadlineChangesNothing() throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    CountDownLatch entered = new CountDownLatch(1);
    List<Long> given = new ArrayList<>();
    transport.subscribeAsync(
        batch -> {
          given.add(batch.sequence());
          entered.countDown();
          return stage;
        });
    accept(transport, submission("a"));
    accept(transport, submission("a"));
    await(entered);
    ShutdownReport report = transport.shutdown(Duration.ofNanos(1));
    assertEquals(2, report.count());
    stage.complete(null);
    assertEquals(List.of(0L), given);
    assertSame(report, transport.shutdown(AGES));
  }

  @Test
  void dlv6AShutdownFromASubscriberEndsWithTheDeadline() throws Exception {
    AtomicReference<ShutdownReport> report = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    transport.subscribe(
        batch -> {
          report.set(transport.shutdown(Duration.ofMillis(1)));
          interrupted.set(Thread.currentThread().isInterrupted());
          done.countDown();
        });
    accept(transport, submission("a"));
    await(done);
    assertEquals(1, report.get().count());
    assertEquals(false, interrupted.get());
  }

  @Test
  void dlv6SimultaneousShutdownsHaveOneReport() throws ExecutionException, InterruptedException {
    transport.subscribe(batch -> await(unblock));
    accept(transport, submission("a"));
    List<CompletableFuture<ShutdownReport>> reports = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      reports.add(CompletableFuture.supplyAsync(() -> transport.shutdown(Duration.ofMillis(20))));
    }
    ShutdownReport report = reports.get(0).get();
    assertEquals(1, report.count());
    for (CompletableFuture<ShutdownReport> other : reports) {
      assertSame(report, other.get());
    }
  }

  @Test
  void dlv6AnInterruptedShutdownEndsAtOnce() {
    transport.subscribe(batch -> await(unblock));
    accept(transport, submission("a"));
    Thread.currentThread().interrupt();
    try {
      assertEquals(1, transport.shutdown(Duration.ofSeconds(Long.MAX_VALUE)).count());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void anInterruptThatASubscriberLeavesBehindDoesNotReachTheNextBatch() {
    List<Boolean> interrupted = new ArrayList<>();
    transport.subscribe(
        batch -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          Thread.currentThread().interrupt();
        });
    accept(transport, submission("a"));
    accept(transport, submission("a"));
    drain();
    assertEquals(List.of(false, false), interrupted);
  }

  @Test
  void deliveryThreadsAreDaemonsWithNames() {
    List<Thread> threads = new ArrayList<>();
    transport.subscribe(batch -> threads.add(Thread.currentThread()));
    accept(transport, submission("a"));
    drain();
    assertTrue(threads.get(0).isDaemon());
    assertTrue(threads.get(0).getName().startsWith("signalbox-delivery-"));
  }

  @Test
  void twoTransportsShareTheConversationsOfADirectory() {
    InMemoryTransport other = InMemoryTransport.of(calls);
    Recording heardByOther = new Recording();
    transport.subscribe(batch -> await(unblock));
    transport.subscribe(recording);
    other.subscribe(heardByOther);
    for (int i = 0; i < 10; i++) {
      accept(i % 2 == 0 ? transport : other, submission("a"));
    }
    assertEquals(Map.of(), other.shutdown(AGES).undelivered());
    assertEquals(List.of(1L, 3L, 5L, 7L, 9L), heardByOther.sequences());
    unblock.countDown();
    drain();
    assertEquals(List.of(0L, 2L, 4L, 6L, 8L), recording.sequences());
  }

  @Test
  void limitsAreChecked() {
    InMemoryTransport.Builder builder = InMemoryTransport.builder(calls);
    assertAll(
        () ->
            assertThrows(
                IllegalArgumentException.class, () -> builder.maxBatchesPerConversation(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxBatches(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxBytes(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxStuckCalls(-1)));
  }
}
