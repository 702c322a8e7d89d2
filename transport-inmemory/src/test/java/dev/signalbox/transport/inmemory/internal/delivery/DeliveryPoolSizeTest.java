package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DLV-3: when a check makes a pool grow and shrink. The checks are the tests' own. */
class DeliveryPoolSizeTest extends PoolTesting {
  @BeforeEach
  void withoutTheMonitor() {
    monitor.stop();
  }

  /** Lets calls pass, and waits until so many threads are in the subscriber with others. */
  private void pass(int calls, int threads) {
    int expected = passed.get() + calls;
    gate.release(calls);
    awaitThat(() -> passed.get() == expected && entered.get() - expected == threads);
  }

  @Test
  void noThreadIsStartedBeyondTheSizeNotEvenForAMoment() {
    DeliveryPool one = pool(1);
    for (int i = 0; i < BASE + 5; i++) {
      one.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    // It sees their progress.
    one.check();
    awaitThat(() -> threads().equals(names(BASE)));
    // One that had lived for a moment would have had the next name.
    one.check();
    awaitThat(() -> entered.get() == BASE + 1);
    assertEquals(names(BASE + 1), names());
    one.check();
    one.check();
    awaitThat(() -> threads().equals(names(BASE + 1)));
  }

  @Test
  void aCheckStartsAllThatAreMissing() {
    DeliveryPool many = pool(1000);
    for (int i = 0; i < 4 * BASE; i++) {
      many.enqueue(stuckCall());
    }
    for (int stuck = BASE; stuck < 4 * BASE; stuck *= 2) {
      int before = stuck;
      awaitThat(() -> entered.get() == before);
      many.check();
      assertEquals(names(before), threads());
      many.check();
      assertEquals(names(2 * before), threads());
    }
  }

  /** While others make progress, one that is stuck may only be waiting for a processor. */
  @Test
  void theStuckOnesCountLaterWhileOthersMakeProgress() {
    DeliveryPool many = pool(1000);
    int stuck = BASE - 1;
    for (int i = 0; i < stuck; i++) {
      many.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == stuck);
    entered.set(0);
    for (int i = 0; i < 100 + 2 * BASE; i++) {
      many.enqueue(gatedCall());
    }
    for (int i = 0; i < 10; i++) {
      pass(1, 1);
      many.check();
      assertEquals(names(BASE), threads());
    }
    for (int i = 0; i < 20; i++) {
      pass(1, threads().size() - stuck);
      many.check();
    }
    assertEquals(names(stuck + BASE), threads());
  }

  @Test
  void progressEndsTheThreadsThatAreNotNeededAnyMore() {
    DeliveryPool many = pool(1000);
    for (int i = 0; i < 2 * BASE; i++) {
      many.enqueue(gatedCall());
    }
    awaitThat(() -> entered.get() == BASE);
    many.check();
    many.check();
    awaitThat(() -> entered.get() == 2 * BASE);
    assertEquals(names(2 * BASE), threads());
    for (int i = 0; i < 2 * BASE * BASE + 4 * BASE; i++) {
      many.enqueue(gatedCall());
    }
    pass(2 * BASE, 2 * BASE);
    for (int threads = 2 * BASE - 1; threads >= BASE; threads--) {
      int left = threads;
      many.check();
      pass(left + 1, left);
      awaitThat(() -> threads().size() == left);
    }
    many.check();
    pass(BASE, BASE);
    assertEquals(BASE, threads().size());
  }

  /** It finds that there is one too many, and what it was left is taken all the same. */
  @Test
  void aThreadThatEndsAfterItsNapHasAnotherOneWoken() {
    DeliveryPool one = pool(1);
    for (int i = 0; i < BASE + 1; i++) {
      one.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    one.check();
    one.check();
    awaitThat(() -> entered.get() == BASE + 1);
    unblock.countDown();
    seen.forEach(PoolTesting::awaitIdle);
    // Both have to come before the nap is over.
    awaitThat(
        () -> {
          int before = entered.get();
          AtomicReference<Thread> first = new AtomicReference<>();
          one.enqueue(call(batch -> first.set(Thread.currentThread())));
          awaitThat(
              () -> first.get() != null && first.get().getState() == Thread.State.TIMED_WAITING);
          one.enqueue(freeCall());
          one.check();
          awaitThat(() -> entered.get() == before + 1);
          return threads().size() == BASE;
        });
  }

  @Test
  void aCheckStartsNoneWhereEnoughWait() {
    DeliveryPool many = pool(1000);
    for (int i = 0; i < 2 * BASE + 1; i++) {
      many.enqueue(stuckCall());
    }
    for (int stuck = BASE; stuck <= 2 * BASE; stuck *= 2) {
      int before = stuck;
      awaitThat(() -> entered.get() == before);
      many.check();
      many.check();
    }
    awaitThat(() -> entered.get() == 2 * BASE + 1);
    Set<String> before = threads();
    unblock.countDown();
    seen.forEach(PoolTesting::awaitIdle);
    // There is room for more, and of these that wait there are more than queues.
    many.enqueue(freeCall());
    many.enqueue(freeCall());
    many.check();
    assertEquals(Set.of(), added(before));
    awaitThat(() -> entered.get() == 2 * BASE + 3);
  }

  private Set<String> added(Set<String> before) {
    Set<String> added = new HashSet<>(threads());
    added.removeAll(before);
    return added;
  }

  @Test
  void aThreadIsQuickUntilItIsStuck() {
    DeliveryPool none = pool(0);
    for (int i = 1; i < BASE; i++) {
      none.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE - 1);
    none.enqueue(quickCall(batch -> unblock.await()));
    awaitThat(() -> entered.get() == BASE);
    DeliveryWorker quick = (DeliveryWorker) last(seen);
    none.enqueue(freeCall());
    none.check();
    assertTrue(quick.quick);
    none.check();
    assertFalse(quick.quick);
  }
}
