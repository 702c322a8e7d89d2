package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.CONVERSATION;
import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Subscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DLV-2, DLV-3: a queue's turns, and who goes on with it, on this thread as its worker. */
class ConversationQueueTest {
  private final List<Long> heard = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<CompletableFuture<Void>> stages = new ArrayList<>();
  private final DeliveryFixtures.OnlyConversation mailbox = new DeliveryFixtures.OnlyConversation();
  private final InMemoryDelivery delivery =
      new InMemoryDelivery(mailbox, 99, 99, 1 << 20, 1, 0, new Listening(), new Store());
  private final DeliveryPool pool = new DeliveryPool("unused", 0, new StuckCallMonitor());
  private final DeliveryWorker worker = new DeliveryWorker(pool, "unused");
  private volatile boolean readable = true;

  private final class Store implements BatchStore {
    @Override
    public @Nullable DeliveredBatch load(long row) {
      if (!readable) {
        return null;
      }
      return submission(1).delivered(row, false);
    }

    @Override
    public void finished(PendingDelivery pending, int subscriber, boolean last) {}
  }

  private final class Listening implements DeliveryListener {
    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
      failures.add(failure);
    }

    @Override
    public void undelivered(DeliveredBatch batch) {}
  }

  @AfterEach
  void end() {
    delivery.shutdown(Duration.ZERO);
  }

  private SubscriptionState subscription(BatchSubscriber subscriber) {
    return new SubscriptionState(delivery, subscriber, pool, 0);
  }

  private SubscriptionState asynchronous() {
    AsyncSubscriber subscriber =
        batch -> {
          heard.add(batch.sequence());
          CompletableFuture<Void> stage = new CompletableFuture<>();
          stages.add(stage);
          return stage;
        };
    // Its own threads go on when a stage has completed.
    return delivery.subscription(subscriber, 0);
  }

  /** Queues so many batches, each with its sequence as its row, and answers their queue. */
  private ConversationQueue enqueue(SubscriptionState subscription, int batches) {
    ConversationQueue first = null;
    for (int i = 0; i < batches; i++) {
      synchronized (mailbox) {
        long sequence = mailbox.number(submission(1)).sequence();
        PendingDelivery pending =
            new PendingDelivery(null, CONVERSATION.callCenter(), 1, sequence, 1);
        @Nullable ConversationQueue[] unscheduled =
            mailbox.enqueue(pending, new SubscriptionState[] {subscription});
        first = first == null ? unscheduled[0] : first;
      }
    }
    assertNotNull(first);
    return first;
  }

  private static List<Long> upTo(int batches) {
    return LongStream.range(0, batches).boxed().toList();
  }

  @Test
  void aTurnEndsAfterThirtyTwoBatchesAtTheLatest() {
    ConversationQueue queue = enqueue(subscription((Subscriber) b -> heard.add(b.sequence())), 50);
    worker.restartClock();
    int before = 0;
    while (queue.runTurn(worker)) {
      int turn = heard.size() - before;
      assertTrue(turn >= 1 && turn <= 32, () -> "a turn of " + turn);
      before = heard.size();
    }
    assertEquals(upTo(50), heard);
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void aTurnEndsAfterASlowBatch() {
    Subscriber slow =
        batch -> {
          heard.add(batch.sequence());
          DeliveryFixtures.spendLongerThanATurn();
        };
    ConversationQueue queue = enqueue(subscription(slow), 3);
    worker.restartClock();
    assertTrue(queue.runTurn(worker));
    assertEquals(upTo(1), heard);
    assertTrue(queue.runTurn(worker));
    assertEquals(upTo(2), heard);
    assertFalse(queue.runTurn(worker));
    assertEquals(upTo(3), heard);
  }

  @Test
  void aBatchThatCantBeReadStaysTheNextOne() {
    ConversationQueue queue = enqueue(subscription((Subscriber) b -> heard.add(b.sequence())), 1);
    readable = false;
    assertTrue(queue.runTurn(worker));
    assertEquals(List.of(), heard);
    assertEquals(1, mailbox.undelivered());
    readable = true;
    assertFalse(queue.runTurn(worker));
    assertEquals(upTo(1), heard);
  }

  /** A store that can't be read is not asked without a rest. */
  @Test
  void theWorkerPausesWhereABatchCantBeRead() throws InterruptedException {
    ConversationQueue queue = enqueue(subscription((Subscriber) b -> heard.add(b.sequence())), 1);
    readable = false;
    Thread running =
        new Thread(
            () -> {
              while (queue.runTurn(worker)) {}
            });
    running.start();
    awaitThat(() -> running.getState() == Thread.State.TIMED_WAITING);
    readable = true;
    running.join();
    assertEquals(upTo(1), heard);
  }

  @Test
  void afterAStopNothingIsDelivered() {
    ConversationQueue queue = enqueue(subscription((Subscriber) b -> heard.add(b.sequence())), 2);
    delivery.stopped = true;
    assertFalse(queue.runTurn(worker));
    assertEquals(List.of(), heard);
    assertEquals(2, mailbox.undelivered());
  }

  @Test
  void whileTheSubscriberHasABatchTheWorkerLooksBusy() {
    List<Boolean> progress = new ArrayList<>();
    List<Boolean> stuck = new ArrayList<>();
    Consumer<DeliveredBatch> look =
        batch -> {
          progress.add(worker.look());
          worker.look();
          stuck.add(worker.isStuck(1));
        };
    AsyncSubscriber lookingLater =
        batch -> {
          look.accept(batch);
          return CompletableFuture.completedFuture(null);
        };
    assertFalse(enqueue(subscription((Subscriber) look::accept), 1).runTurn(worker));
    assertFalse(enqueue(subscription(lookingLater), 1).runTurn(worker));
    assertEquals(List.of(true, true), progress);
    assertEquals(List.of(true, true), stuck);
    worker.look();
    assertFalse(worker.isStuck(1));
  }

  @Test
  void aStageThatIsCompleteAtOnceLetsTheWorkerGoOn() {
    IllegalStateException no = new IllegalStateException("no");
    AsyncSubscriber subscriber =
        batch -> {
          heard.add(batch.sequence());
          return batch.sequence() == 1
              ? CompletableFuture.failedFuture(no)
              : CompletableFuture.completedFuture(null);
        };
    ConversationQueue queue = enqueue(subscription(subscriber), 3);
    while (queue.runTurn(worker)) {}
    assertEquals(upTo(3), heard);
    assertEquals(List.of(no), failures);
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void whatASubscriberThrowsIsReportedAndTheNextBatchComes() {
    IllegalStateException no = new IllegalStateException("no");
    Subscriber subscriber =
        batch -> {
          heard.add(batch.sequence());
          if (batch.sequence() == 1) {
            throw no;
          }
        };
    ConversationQueue queue = enqueue(subscription(subscriber), 3);
    while (queue.runTurn(worker)) {}
    assertEquals(upTo(3), heard);
    assertEquals(List.of(no), failures);
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void theWorkerLeavesAStageThatIsNotComplete() {
    ConversationQueue queue = enqueue(asynchronous(), 1);
    assertFalse(queue.runTurn(worker));
    assertEquals(upTo(1), heard);
    assertEquals(1, mailbox.undelivered());
    stages.get(0).complete(null);
    assertEquals(0, mailbox.undelivered());
    assertEquals(List.of(), failures);
  }

  @Test
  void whatAStageFailedWithIsReportedWithoutItsWrapping() {
    IllegalStateException no = new IllegalStateException("no");
    CompletionException bare = new CompletionException("no more", null);
    ConversationQueue queue = enqueue(asynchronous(), 1);
    queue.runTurn(worker);
    stages.get(0).completeExceptionally(new CompletionException(no));
    queue = enqueue(asynchronous(), 1);
    queue.runTurn(worker);
    stages.get(1).completeExceptionally(bare);
    assertEquals(List.of(no, bare), failures);
    assertSame(bare, failures.get(1));
  }

  /** The queue goes back to the threads of its subscription. */
  @Test
  void aStageThatCompletesLaterHasTheNextBatchDelivered() {
    BlockingQueue<CompletableFuture<Void>> given = new LinkedBlockingQueue<>();
    AsyncSubscriber subscriber =
        batch -> {
          CompletableFuture<Void> stage = new CompletableFuture<>();
          given.add(stage);
          return stage;
        };
    SubscriptionState subscription = delivery.subscription(subscriber, 0);
    assertFalse(enqueue(subscription, 2).runTurn(worker));
    given.remove().complete(null);
    awaitThat(() -> !given.isEmpty());
    given.remove().complete(null);
    awaitThat(() -> mailbox.undelivered() == 0);
    subscription.pool.stop();
  }

  @Test
  void whatWasAbandonedIsNotCompletedAfterwards() {
    ConversationQueue queue = enqueue(asynchronous(), 2);
    assertFalse(queue.runTurn(worker));
    synchronized (mailbox) {
      assertEquals(2, queue.abandon());
    }
    stages.get(0).complete(null);
    assertEquals(0, mailbox.undelivered());
    assertEquals(upTo(1), heard);
  }

  @Test
  void aQueueThatIsAbandonedWhileTheSubscriberHasABatchGivesNoOther() {
    AtomicReference<ConversationQueue> own = new AtomicReference<>();
    Subscriber subscriber =
        batch -> {
          heard.add(batch.sequence());
          synchronized (mailbox) {
            own.get().abandon();
          }
        };
    own.set(enqueue(subscription(subscriber), 2));
    assertFalse(own.get().runTurn(worker));
    assertEquals(upTo(1), heard);
    assertEquals(0, mailbox.undelivered());
  }
}
