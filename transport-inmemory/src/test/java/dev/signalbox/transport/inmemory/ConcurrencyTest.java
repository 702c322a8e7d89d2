package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.AGES;
import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.await;
import static dev.signalbox.transport.inmemory.Fixtures.first;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static dev.signalbox.transport.inmemory.Fixtures.submission;
import static dev.signalbox.transport.inmemory.Fixtures.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.inmemory.Fixtures.Listening;
import dev.signalbox.transport.inmemory.Fixtures.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;

/** What must hold whatever the threads do: DLV-1 to DLV-6 and CALL-3. */
class ConcurrencyTest {
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterProperty
  void end() {
    pool.shutdownNow();
  }

  /** Three threads send to so many calls until they are refused for the shutdown (DLV-6). */
  private void sendUntilShutdown(
      InMemoryTransport transport,
      int calls,
      Map<ConversationId, Integer> accepted,
      CountDownLatch busy)
      throws Exception {
    together(
        3,
        () -> {
          for (int i = 0; ; i++) {
            var submission = submission("k" + i % calls);
            Acceptance acceptance = Fixtures.accept(transport, submission);
            if (acceptance instanceof Acceptance.Accepted) {
              accepted.merge(submission.conversation(), 1, Integer::sum);
              busy.countDown();
            } else if (((Acceptance.Refused) acceptance).clause() == Clause.DLV_6) {
              return null;
            }
          }
        });
  }

  private void together(int threads, Callable<?> task) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                await(go);
                return task.call();
              }));
    }
    go.countDown();
    for (Future<?> one : all) {
      one.get();
    }
  }

  private static Map<ConversationId, List<Long>> sequences(List<DeliveredBatch> batches) {
    Map<ConversationId, List<Long>> sequences = new HashMap<>();
    for (DeliveredBatch batch : batches) {
      sequences
          .computeIfAbsent(batch.conversation(), id -> new ArrayList<>())
          .add(batch.sequence());
    }
    return sequences;
  }

  /**
   * Many threads post to the legs of random transfer trees, while one subscriber fails, one is
   * stuck till the end, one answers later, and two just listen.
   */
  @Property(tries = 15)
  void everySubscriberSeesEveryAcceptedBatchOnceAndInSequence(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int threads,
      @ForAll @IntRange(min = 1, max = 12) int keys)
      throws Exception {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    Listening listening = new Listening();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).listener(listening).maxBatchesPerConversation(40).build();
    Intake intake = Intake.of(transport, calls);
    Random random = new Random(seed);
    Map<String, String> firsts = new HashMap<>();
    for (int i = 0; i < keys; i++) {
      int parent = random.nextInt(i + 1);
      firsts.put(
          "k" + i,
          (parent == i ? first(calls, "k" + i) : transfer(calls, "k" + i, "k" + parent))
              .firstKey()
              .value());
    }
    CountDownLatch unblock = new CountDownLatch(1);
    Recording one = new Recording();
    Recording two = new Recording();
    Recording failing = new Recording();
    Recording later = new Recording();
    Recording stuck = new Recording();
    transport.subscribe(one);
    transport.subscribe(
        batch -> {
          failing.onBatch(batch);
          throw new IllegalStateException("as ever");
        });
    transport.subscribeAsync(batch -> CompletableFuture.runAsync(() -> later.onBatch(batch), pool));
    transport.subscribe(
        batch -> {
          await(unblock);
          stuck.onBatch(batch);
        });
    transport.subscribe(two);
    Map<String, List<Long>> accepted = new ConcurrentHashMap<>();
    firsts.values().forEach(f -> accepted.put(f, Collections.synchronizedList(new ArrayList<>())));
    EventBatch batch = submission("any").batch();
    together(
        threads,
        () -> {
          Random own = new Random(seed ^ Thread.currentThread().hashCode());
          for (int i = 0; i < 60; i++) {
            String key = "k" + own.nextInt(keys);
            IntakeResult result =
                intake
                    .submit(CALL_CENTER, key(key), Optional.empty(), batch)
                    .toCompletableFuture()
                    .join();
            if (result instanceof IntakeResult.Accepted yes) {
              assertEquals(firsts.get(key), yes.conversation().firstKey().value());
              accepted.get(firsts.get(key)).add(yes.sequence());
            }
          }
          return null;
        });
    unblock.countDown();
    assertEquals(Map.of(), transport.shutdown(AGES).undelivered());
    Map<ConversationId, List<Long>> expected = new HashMap<>();
    accepted.forEach(
        (first, numbers) -> {
          if (!numbers.isEmpty()) {
            List<Long> gapless = LongStream.range(0, numbers.size()).boxed().toList();
            assertEquals(gapless, numbers.stream().sorted().toList());
            expected.put(new ConversationId(CALL_CENTER, key(first)), gapless);
          }
        });
    for (Recording recording : List.of(one, two, failing, later, stuck)) {
      assertEquals(expected, sequences(recording.batches));
    }
    assertEquals(failing.batches.size(), listening.failures.size());
  }

  /** Keys that receive batches are linked at the same time: no batch is lost, no number skipped. */
  @Property(tries = 30)
  void linkingWhileBatchesComeInLosesNothing(@ForAll @IntRange(min = 1, max = 5) int threads)
      throws Exception {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).maxBatchesPerConversation(100_000).build();
    Recording recording = new Recording();
    transport.subscribe(recording);
    first(calls, "first");
    Future<?> linking =
        pool.submit(() -> IntStream.range(0, 50).forEach(i -> transfer(calls, "k" + i, "first")));
    together(
        threads,
        () -> {
          for (int i = 0; i < 50; i++) {
            Fixtures.send(transport, calls, "k" + i);
          }
          return null;
        });
    linking.get();
    for (int i = 0; i < 50; i++) {
      Fixtures.send(transport, calls, "k" + i);
    }
    assertEquals(Map.of(), transport.shutdown(AGES).undelivered());
    assertEquals(50 * (threads + 1), recording.batches.size());
    Map<ConversationId, List<Long>> sequences = sequences(recording.batches);
    sequences.forEach(
        (id, numbers) ->
            assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers));
    assertTrue(sequences.get(new ConversationId(CALL_CENTER, key("first"))).size() >= 50);
    assertEquals(1, calls.conversationCount());
  }

  /** Whatever was accepted when a shutdown came was delivered or is in the report, not both. */
  @Property(tries = 40)
  void aShutdownUnderLoadAccountsForEveryBatch(
      @ForAll @IntRange(min = 0, max = 3) int millis, @ForAll boolean slow) throws Exception {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).listener(new Listening()).build();
    Map<ConversationId, Integer> finished = new ConcurrentHashMap<>();
    CountDownLatch never = new CountDownLatch(slow ? 1 : 0);
    transport.subscribe(
        batch -> {
          if (batch.vendorCallKey().value().equals("k0")) {
            await(never);
          }
          finished.merge(batch.conversation(), 1, Integer::sum);
        });
    Map<ConversationId, Integer> accepted = new ConcurrentHashMap<>();
    CountDownLatch busy = new CountDownLatch(50);
    Future<ShutdownReport> report =
        pool.submit(
            () -> {
              await(busy);
              return transport.shutdown(Duration.ofMillis(millis));
            });
    sendUntilShutdown(transport, 20, accepted, busy);
    Map<ConversationId, Integer> accounted =
        new TreeMap<>((a, b) -> a.firstKey().value().compareTo(b.firstKey().value()));
    Map<ConversationId, Integer> undelivered = report.get().undelivered();
    undelivered.forEach((id, count) -> accounted.merge(id, count, Integer::sum));
    if (slow) {
      // Those in hands at the deadline may have been finished since, which the report can't know.
      undelivered.forEach(
          (id, count) -> assertTrue(count <= accepted.get(id), () -> id + " " + count));
      assertTrue(undelivered.containsKey(new ConversationId(CALL_CENTER, key("k0"))));
    }
    accepted.forEach(
        (id, count) -> {
          int sum = accounted.getOrDefault(id, 0) + finished.getOrDefault(id, 0);
          assertTrue(sum == count || sum == count + 1, () -> id + ": " + sum + " of " + count);
        });
    never.countDown();
  }

  /** What a subscriber got, which must be one at a time and in order (DLV-2). */
  private static final class Watch {
    final Map<ConversationId, List<Long>> seen = new ConcurrentHashMap<>();
    final Set<ConversationId> inside = ConcurrentHashMap.newKeySet();
    final AtomicInteger together = new AtomicInteger();

    void enter(DeliveredBatch batch) {
      if (!inside.add(batch.conversation())) {
        together.incrementAndGet();
      }
      seen.computeIfAbsent(
              batch.conversation(), id -> Collections.synchronizedList(new ArrayList<>()))
          .add(batch.sequence());
    }

    void leave(DeliveredBatch batch) {
      inside.remove(batch.conversation());
    }

    int count() {
      return seen.values().stream().mapToInt(List::size).sum();
    }

    void assertWithoutGaps(boolean fromTheFirst) {
      assertEquals(0, together.get());
      seen.forEach(
          (id, numbers) -> {
            long first = fromTheFirst ? 0 : numbers.get(0);
            assertEquals(LongStream.range(first, first + numbers.size()).boxed().toList(), numbers);
          });
    }
  }

  /** Has a batch accepted as soon as there is room, of which there must be some in the end. */
  private static void acceptSoon(InMemoryTransport transport, Submission submission) {
    long begun = System.nanoTime();
    while (!(Fixtures.accept(transport, submission) instanceof Acceptance.Accepted)) {
      if (System.nanoTime() - begun > AGES.toNanos()) {
        throw new AssertionError("still no room");
      }
      LockSupport.parkNanos(1_000);
    }
  }

  /**
   * Several threads accept while keys are linked, subscribers of every kind listen, and others come
   * and go; in the end no place is lost, in all or in a conversation (DLV-5).
   */
  @Property(tries = 20)
  void nothingIsLostOrDoubledWhileEverythingChanges(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @IntRange(min = 0, max = 3) int others)
      throws Exception {
    int places = 48;
    int ofOne = 12;
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    Listening listening = new Listening();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls)
            .listener(listening)
            .maxBatches(places)
            .maxBatchesPerConversation(ofOne)
            .build();
    CountDownLatch unblock = new CountDownLatch(1);
    Watch steady = new Watch();
    transport.subscribe(
        batch -> {
          if (batch.vendorCallKey().value().startsWith("last")) {
            await(unblock);
          }
          steady.enter(batch);
          steady.leave(batch);
        });
    List<Watch> watches = new ArrayList<>(List.of(steady));
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < others; i++) {
      Watch watch = new Watch();
      watches.add(watch);
      if (i == 1) {
        transport.subscribe(
            batch -> {
              watch.enter(batch);
              watch.leave(batch);
              failed.incrementAndGet();
              throw new IllegalStateException("as ever");
            });
        continue;
      }
      transport.subscribeAsync(
          batch -> {
            watch.enter(batch);
            if (batch.sequence() % 3 == 0) {
              watch.leave(batch);
              return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.runAsync(() -> watch.leave(batch), pool);
          });
    }
    first(calls, "first");
    CountDownLatch accepting = new CountDownLatch(1);
    Future<?> linking =
        pool.submit(() -> IntStream.range(0, 8).forEach(i -> transfer(calls, "k" + i, "first")));
    List<Watch> guests = new CopyOnWriteArrayList<>();
    Future<?> coming =
        pool.submit(
            () -> {
              // Not more, since each leaves threads behind that end only after a while.
              while (guests.size() < 10 * others && accepting.getCount() > 0) {
                Watch guest = new Watch();
                guests.add(guest);
                var subscription =
                    transport.subscribe(
                        batch -> {
                          guest.enter(batch);
                          guest.leave(batch);
                        });
                LockSupport.parkNanos(1_000);
                subscription.close();
              }
            });
    AtomicInteger accepted = new AtomicInteger();
    together(
        threads,
        () -> {
          Random own = new Random(seed ^ Thread.currentThread().hashCode());
          for (int i = 0; i < 400; i++) {
            String key = "k" + own.nextInt(12);
            String first = calls.firstCall(CALL_CENTER, key(key)).orElse(key(key)).value();
            acceptSoon(transport, submission(first, key, 1L));
            accepted.incrementAndGet();
          }
          return null;
        });
    linking.get();
    accepting.countDown();
    coming.get();
    // All are blocked from now on: there is room for exactly so many.
    for (int i = 0; i < places; i++) {
      String key = "last" + i / ofOne;
      acceptSoon(transport, submission(key));
      if (i == ofOne - 1) {
        assertEquals(
            Clause.DLV_5,
            ((Acceptance.Refused) Fixtures.accept(transport, submission(key))).clause());
      }
    }
    assertEquals(
        Clause.DLV_5,
        ((Acceptance.Refused) Fixtures.accept(transport, submission("lastOfAll"))).clause());
    unblock.countDown();
    assertEquals(Map.of(), transport.shutdown(AGES).undelivered());
    for (Watch watch : watches) {
      assertEquals(accepted.get() + places, watch.count());
      watch.assertWithoutGaps(true);
      assertEquals(steady.seen, watch.seen);
    }
    guests.forEach(guest -> guest.assertWithoutGaps(false));
    assertEquals(failed.get(), listening.failures.size());
  }

  /**
   * A shutdown in the middle: what was finished and what is reported is all that was accepted, but
   * for a batch of each conversation that was in hands, with a stage, or on the way.
   */
  @Property(tries = 30)
  void aShutdownAmongStagesAndSeveralSubscribersAccountsForEveryBatch(
      @ForAll @IntRange(min = 0, max = 2) int millis, @ForAll boolean alone) throws Exception {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).listener(new Listening()).maxBatches(256).build();
    List<Watch> watches = new ArrayList<>();
    for (int i = 0; i < (alone ? 1 : 3); i++) {
      Watch watch = new Watch();
      watches.add(watch);
      boolean later = i != 1;
      transport.subscribeAsync(
          batch -> {
            watch.enter(batch);
            return later
                ? CompletableFuture.runAsync(() -> watch.leave(batch), pool)
                : CompletableFuture.runAsync(() -> watch.leave(batch), Runnable::run);
          });
    }
    CountDownLatch busy = new CountDownLatch(100);
    Future<ShutdownReport> report =
        pool.submit(
            () -> {
              await(busy);
              return transport.shutdown(Duration.ofMillis(millis));
            });
    Map<ConversationId, Integer> accepted = new ConcurrentHashMap<>();
    sendUntilShutdown(transport, 10, accepted, busy);
    Map<ConversationId, Integer> undelivered = report.get().undelivered();
    for (Watch watch : watches) {
      watch.assertWithoutGaps(true);
    }
    accepted.forEach(
        (id, count) -> {
          // Those that all have begun, of which the last may not be finished.
          int begun =
              watches.stream()
                  .mapToInt(watch -> watch.seen.getOrDefault(id, List.of()).size())
                  .min()
                  .orElseThrow();
          int sum = undelivered.getOrDefault(id, 0) + begun;
          assertTrue(sum == count || sum == count + 1, () -> id + ": " + sum + " of " + count);
        });
  }

  /** Calls that never run dry, more than there are processors, leave a turn to another one. */
  @Test
  void aBusyCallDoesNotStarveAnother() throws InterruptedException {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    // No more threads than processors, or a busy machine could pass for stuck calls.
    InMemoryTransport transport = InMemoryTransport.builder(calls).maxStuckCalls(0).build();
    CountDownLatch heard = new CountDownLatch(1);
    transport.subscribe(
        batch -> {
          if (batch.vendorCallKey().value().equals("quiet")) {
            heard.countDown();
          } else if (heard.getCount() > 0) {
            Fixtures.accept(transport, submission(batch.vendorCallKey().value()));
          }
        });
    int busy = 2 + 2 * Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < busy; i++) {
      Fixtures.accept(transport, submission("busy" + i));
      Fixtures.accept(transport, submission("busy" + i));
    }
    Fixtures.accept(transport, submission("quiet"));
    await(heard);
    assertEquals(Map.of(), transport.shutdown(AGES).undelivered());
    pool.shutdownNow();
  }
}
