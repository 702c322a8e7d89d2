package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** DLV-3: which of a pool's threads takes a queue, and when another one is woken or started. */
class DeliveryPoolWakingTest extends PoolTesting {
  private static final int QUEUES_PER_THREAD = 128;

  /** A worker that this thread plays, which has a queue and was quick with its latest batch. */
  private DeliveryWorker quickWorker(DeliveryPool pool) {
    DeliveryWorker worker = new DeliveryWorker(pool, "not started");
    DeliveryFixtures.deliverQuickly(worker);
    ConversationQueue own = freeCall();
    assertSame(own, pool.take(worker, own));
    return worker;
  }

  @Test
  void aQuickThreadIsLeftAsManyQueuesAsItTakesSoon() {
    DeliveryPool many = pool(100);
    DeliveryWorker quick = quickWorker(many);
    // From here on, no check is to come.
    many.check();
    ConversationQueue first = freeCall();
    many.enqueue(first);
    for (int i = 1; i < QUEUES_PER_THREAD; i++) {
      many.enqueue(freeCall());
    }
    many.check();
    assertEquals(Set.of(), threads());
    assertSame(first, many.take(quick, freeCall()));
    assertEquals(Set.of(), threads());
    many.enqueue(freeCall());
    assertFalse(threads().isEmpty());
  }

  @Test
  void aThreadThatIsNoLongerQuickIsLeftNone() {
    DeliveryPool many = pool(100);
    DeliveryWorker quick = quickWorker(many);
    ConversationQueue first = freeCall();
    many.enqueue(first);
    for (int i = 0; i < 2; i++) {
      quick.enterSubscriber();
      DeliveryFixtures.spendLongerThanATurn();
      quick.leaveSubscriber();
    }
    assertEquals(Set.of(), threads());
    assertSame(first, many.take(quick, null));
    many.enqueue(stuckCall());
    assertFalse(threads().isEmpty());
  }

  @Test
  void aQuickThreadThatGetsStuckIsReplacedByOneThatWaits() {
    DeliveryPool many = pool(100);
    many.enqueue(gatedCall());
    awaitThat(() -> entered.get() == 1);
    Thread other = last(seen);
    many.enqueue(quickCall(batch -> unblock.await()));
    awaitThat(() -> entered.get() == 2);
    gate.release();
    awaitThat(() -> passed.get() == 1);
    awaitIdle(other);
    many.enqueue(freeCall());
    awaitThat(() -> entered.get() == 3);
  }

  @Test
  void aQuickThreadThatWaitsIsWoken() {
    DeliveryPool many = pool(100);
    many.enqueue(quickCall(batch -> {}));
    awaitThat(() -> entered.get() > 0);
    Thread quick = last(seen);
    awaitIdle(quick);
    int before = entered.get();
    many.enqueue(freeCall());
    awaitThat(() -> entered.get() == before + 1);
  }

  /** It is left both queues, and has another thread started when it has taken one of them. */
  @Test
  void whileAThreadNapsNoOtherOneIsStarted() {
    monitor.stop();
    // Both have to come before the nap is over.
    awaitThat(
        () -> {
          DeliveryPool many = pool(100);
          AtomicReference<Thread> first = new AtomicReference<>();
          many.enqueue(call(batch -> first.set(Thread.currentThread())));
          awaitThat(
              () -> first.get() != null && first.get().getState() == Thread.State.TIMED_WAITING);
          int before = entered.get();
          many.enqueue(stuckCall());
          many.enqueue(stuckCall());
          boolean alone = threads().size() == 1;
          awaitThat(() -> entered.get() == before + 2);
          many.stop();
          return alone;
        });
  }

  @Test
  void noThreadIsStartedWhereOneThatWaitsIsWoken() {
    monitor.stop();
    DeliveryPool many = pool(100);
    many.enqueue(freeCall());
    awaitThat(() -> entered.get() == 1);
    awaitIdle(last(seen));
    many.enqueue(stuckCall());
    assertEquals(names(1), threads());
    awaitThat(() -> entered.get() == 2);
    many.enqueue(stuckCall());
    awaitThat(() -> entered.get() == 3);
    assertEquals(names(2), names());
  }

  @Test
  void aThreadThatIsWokenForNothingGoesOnWaiting() {
    monitor.stop();
    DeliveryPool one = pool(100);
    one.enqueue(freeCall());
    awaitThat(() -> entered.get() == 1);
    Thread waiting = last(seen);
    for (int i = 0; i < 10; i++) {
      awaitIdle(waiting);
    }
    one.enqueue(freeCall());
    awaitThat(() -> entered.get() == 2);
    assertEquals(names(1), names());
  }

  @Test
  void aThreadThatEndsLeavesWhatIsReadyToAnotherOne() {
    DeliveryPool one = pool(1);
    for (int i = 0; i < BASE + 1; i++) {
      one.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE + 1);
    unblock.countDown();
    seen.forEach(PoolTesting::awaitIdle);
    // It is left the next queue, so a check makes the pool smaller while the others wait.
    DeliveryWorker quick = quickWorker(one);
    one.enqueue(freeCall());
    one.check();
    awaitThat(() -> threads().size() == BASE + 1);
    assertNull(one.take(quick, null));
    awaitThat(() -> entered.get() == BASE + 2);
    awaitThat(() -> threads().size() == BASE);
  }

  /** A pool in which one thread can run calls; the others are stuck. */
  private DeliveryPool poolWithOneFreeThread() {
    DeliveryPool none = pool(0);
    int before = entered.get();
    for (int i = 1; i < BASE; i++) {
      none.enqueue(stuckCall());
      int calls = before + i;
      awaitThat(() -> entered.get() == calls);
    }
    return none;
  }

  /** Whether the one free thread takes a call with two batches before another one's turn. */
  private boolean deliversTwoInATurn(DeliveryPool pool) {
    List<String> heard = new CopyOnWriteArrayList<>();
    ConversationQueue next = call(batch -> heard.add("next"));
    pool.enqueue(
        call(
            2,
            batch -> {
              heard.add("two");
              if (heard.size() == 1) {
                pool.enqueue(next);
              }
            }));
    awaitThat(() -> heard.size() == 3);
    return heard.equals(List.of("two", "two", "next"));
  }

  /** The time that it has waited is no part of its turn. */
  @Test
  void aThreadThatHasWaitedHasAWholeTurn() {
    monitor.stop();
    DeliveryPool one = poolWithOneFreeThread();
    one.enqueue(freeCall());
    awaitThat(() -> entered.get() == BASE);
    Thread free = last(seen);
    // A turn may be over after one batch where another program has the processor.
    awaitThat(
        () -> {
          awaitIdle(free);
          DeliveryFixtures.spendLongerThanATurn();
          return deliversTwoInATurn(one);
        });
  }

  @Test
  void aNewThreadHasAWholeTurn() {
    monitor.stop();
    awaitThat(
        () -> {
          DeliveryPool one = poolWithOneFreeThread();
          boolean whole = deliversTwoInATurn(one);
          one.stop();
          return whole;
        });
  }

  @Test
  void aStopLetsGoOfWhatIsReady() {
    DeliveryPool none = pool(0);
    for (int i = 0; i < BASE; i++) {
      none.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    WeakReference<ConversationQueue> ready = ready(none);
    none.stop();
    awaitThat(
        () -> {
          System.gc();
          return ready.refersTo(null);
        });
  }

  private WeakReference<ConversationQueue> ready(DeliveryPool pool) {
    ConversationQueue queue = freeCall();
    pool.enqueue(queue);
    return new WeakReference<>(queue);
  }
}
