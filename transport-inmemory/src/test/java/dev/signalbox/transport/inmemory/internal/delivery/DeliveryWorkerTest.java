package dev.signalbox.transport.inmemory.internal.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a worker knows of its progress, from which its pool tells whether it is stuck. */
class DeliveryWorkerTest {
  private final DeliveryWorker worker = new DeliveryFixtures.Conversation().worker();

  /** A batch that takes the subscriber longer than a turn. */
  private void deliverSlowly() {
    worker.enterSubscriber();
    DeliveryFixtures.spendLongerThanATurn();
    worker.leaveSubscriber();
  }

  @Test
  void isStuckAfterSoManyLooksAtTheSameBatch() {
    worker.enterSubscriber();
    assertTrue(worker.look());
    assertFalse(worker.isStuck(1));
    assertFalse(worker.look());
    assertTrue(worker.isStuck(1));
    assertFalse(worker.isStuck(2));
    assertFalse(worker.look());
    assertTrue(worker.isStuck(2));
    assertFalse(worker.isStuck(3));
  }

  @Test
  void isNotStuckWithAnotherBatch() {
    worker.enterSubscriber();
    worker.look();
    worker.look();
    worker.leaveSubscriber();
    worker.enterSubscriber();
    assertTrue(worker.look());
    assertFalse(worker.isStuck(1));
    assertFalse(worker.look());
    assertTrue(worker.isStuck(1));
    assertFalse(worker.isStuck(2));
  }

  @Test
  void isNotStuckOutsideTheSubscriber() {
    assertFalse(worker.look());
    assertFalse(worker.look());
    assertFalse(worker.isStuck(1));
    worker.enterSubscriber();
    worker.leaveSubscriber();
    assertTrue(worker.look());
    assertFalse(worker.look());
    assertFalse(worker.look());
    assertFalse(worker.isStuck(1));
  }

  @Test
  void isQuickUntilTwoBatchesInARowWereSlow() {
    assertFalse(worker.isQuick());
    DeliveryFixtures.deliverQuickly(worker);
    deliverSlowly();
    assertTrue(worker.isQuick());
    deliverSlowly();
    assertFalse(worker.isQuick());
    deliverSlowly();
    assertFalse(worker.isQuick());
    DeliveryFixtures.deliverQuickly(worker);
    deliverSlowly();
    assertTrue(worker.isQuick());
  }

  @Test
  void aTurnIsOverAfterASlowBatchAndBeginsAnew() {
    worker.restartClock();
    worker.startTurn();
    assertFalse(worker.isTurnOver());
    deliverSlowly();
    assertTrue(worker.isTurnOver());
    worker.startTurn();
    assertFalse(worker.isTurnOver());
  }

  @Test
  void anInterruptEndsWithTheBatch() {
    worker.enterSubscriber();
    Thread.currentThread().interrupt();
    worker.leaveSubscriber();
    assertFalse(Thread.interrupted());
  }

  @Test
  void isADaemonWithAName() {
    assertTrue(worker.isDaemon());
    assertEquals("unused", worker.getName());
  }
}
