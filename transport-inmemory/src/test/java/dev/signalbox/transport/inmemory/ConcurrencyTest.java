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
import dev.signalbox.core.Intake;
import dev.signalbox.core.IntakeResult;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Subscriber;
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
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    transport.subscribe(
        Subscriber.async(batch -> CompletableFuture.runAsync(() -> later.onBatch(batch), pool)));
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
    together(
        3,
        () -> {
          for (int i = 0; ; i++) {
            var submission = submission("k" + i % 20);
            Acceptance acceptance = Fixtures.accept(transport, submission);
            if (acceptance instanceof Acceptance.Accepted) {
              accepted.merge(submission.conversation(), 1, Integer::sum);
              busy.countDown();
            } else if (((Acceptance.Refused) acceptance).clause() == Clause.DLV_6) {
              return null;
            }
          }
        });
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
