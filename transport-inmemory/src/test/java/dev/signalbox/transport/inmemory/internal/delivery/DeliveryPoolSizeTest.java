package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
