package dev.signalbox.transport.inmemory.internal.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.Acceptance;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** DLV-5: the bounds to the batch and to the byte. DLV-6: waiting until there is nothing left. */
class DeliveryCapacityTest {
  private static final CallCenterId ONE = CallCenterId.of("00D000000000000EAA", "One");
  private static final CallCenterId TWO = CallCenterId.of("00D000000000000EAA", "Two");
  private static final long AGES = TimeUnit.SECONDS.toNanos(60);

  private static void assertTaken(Acceptance.@Nullable Refused answer) {
    assertNull(answer);
  }

  private static void assertFull(Acceptance.@Nullable Refused answer) {
    assertNotNull(answer);
    assertEquals(Clause.DLV_5, answer.clause());
    assertEquals(Duration.ofSeconds(1), answer.retryAfter());
  }

  @Test
  void asManyBatchesAsStatedWait() {
    DeliveryCapacity capacity = new DeliveryCapacity(2, 100, 1);
    assertTaken(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(ONE, 1));
    assertFull(capacity.reserve(TWO, 1));
    assertEquals(2, capacity.batches());
    capacity.release(ONE, 1);
    assertEquals(1, capacity.batches());
    assertTaken(capacity.reserve(TWO, 1));
    assertFull(capacity.reserve(TWO, 1));
  }

  @Test
  void asManyBytesAsStatedWait() {
    DeliveryCapacity capacity = new DeliveryCapacity(9, 100, 1);
    assertFull(capacity.reserve(ONE, 101));
    assertTaken(capacity.reserve(ONE, 40));
    assertFull(capacity.reserve(ONE, 61));
    assertTaken(capacity.reserve(ONE, 60));
    assertFull(capacity.reserve(ONE, 1));
    capacity.release(ONE, 40);
    assertFull(capacity.reserve(ONE, 41));
    assertTaken(capacity.reserve(ONE, 40));
  }

  @Test
  void aCallCenterHasAnEqualPartOfTheBatches() {
    DeliveryCapacity capacity = new DeliveryCapacity(5, 1_000, 2);
    assertTaken(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(ONE, 1));
    assertFull(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(TWO, 1));
    capacity.release(ONE, 1);
    assertTaken(capacity.reserve(ONE, 1));
    assertFull(capacity.reserve(ONE, 1));
  }

  @Test
  void aCallCenterHasAnEqualPartOfTheBytes() {
    DeliveryCapacity capacity = new DeliveryCapacity(100, 200, 2);
    assertTaken(capacity.reserve(ONE, 60));
    assertFull(capacity.reserve(ONE, 41));
    assertTaken(capacity.reserve(ONE, 40));
    assertFull(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(TWO, 100));
    capacity.release(ONE, 60);
    assertFull(capacity.reserve(ONE, 61));
    assertTaken(capacity.reserve(ONE, 60));
  }

  @Test
  void whatIsAloneMayBeLargerThanAnEqualPart() {
    DeliveryCapacity capacity = new DeliveryCapacity(100, 200, 2);
    assertTaken(capacity.reserve(ONE, 1));
    assertFull(capacity.reserve(ONE, 150));
    capacity.release(ONE, 1);
    assertTaken(capacity.reserve(ONE, 150));
    assertFull(capacity.reserve(ONE, 1));
  }

  /** After a restart with lower bounds there may be more than they allow. */
  @Test
  void whatAnEarlierProcessHasAcceptedIsTakenWhateverTheBounds() {
    DeliveryCapacity capacity = new DeliveryCapacity(4, 100, 2);
    for (int i = 0; i < 3; i++) {
      capacity.take(ONE, 20);
    }
    assertEquals(3, capacity.batches());
    assertFull(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(TWO, 40));
    assertFull(capacity.reserve(TWO, 1));
    capacity.take(TWO, 40);
    assertEquals(5, capacity.batches());
    for (int i = 0; i < 3; i++) {
      capacity.release(ONE, 20);
    }
    assertTaken(capacity.reserve(ONE, 20));
  }

  @Test
  void nothingIsTakenOnceItIsClosed() {
    DeliveryCapacity capacity = new DeliveryCapacity(9, 100, 1);
    // There is nothing to wait for.
    capacity.closeAndAwaitEmpty(Long.MAX_VALUE);
    Acceptance.Refused answer = capacity.reserve(ONE, 1);
    assertNotNull(answer);
    assertEquals(Clause.DLV_6, answer.clause());
    assertEquals(Duration.ofSeconds(10), answer.retryAfter());
    assertEquals(0, capacity.batches());
  }

  @Test
  void theWaitEndsWithItsTime() {
    DeliveryCapacity capacity = new DeliveryCapacity(9, 100, 1);
    assertTaken(capacity.reserve(ONE, 1));
    capacity.closeAndAwaitEmpty(-1);
    capacity.closeAndAwaitEmpty(0);
    capacity.closeAndAwaitEmpty(1);
    assertEquals(1, capacity.batches());
  }

  @Test
  void theWaitEndsWithTheLastRelease() throws InterruptedException {
    DeliveryCapacity capacity = new DeliveryCapacity(9, 100, 1);
    assertTaken(capacity.reserve(ONE, 1));
    assertTaken(capacity.reserve(ONE, 1));
    Thread waiting = new Thread(() -> capacity.closeAndAwaitEmpty(AGES));
    waiting.setDaemon(true);
    waiting.start();
    DeliveryFixtures.awaitThat(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    synchronized (capacity) {
      capacity.release(ONE, 1);
      // It is not woken while something is left ...
      assertEquals(Thread.State.TIMED_WAITING, waiting.getState());
      // ... and if it is, it waits on.
      capacity.notifyAll();
      DeliveryFixtures.awaitThat(() -> waiting.getState() == Thread.State.BLOCKED);
    }
    DeliveryFixtures.awaitThat(() -> waiting.getState() != Thread.State.BLOCKED);
    DeliveryFixtures.awaitThat(() -> waiting.getState() != Thread.State.RUNNABLE);
    assertEquals(Thread.State.TIMED_WAITING, waiting.getState());
    capacity.release(ONE, 1);
    waiting.join(TimeUnit.NANOSECONDS.toMillis(AGES) / 2);
    assertEquals(Thread.State.TERMINATED, waiting.getState());
  }

  @Test
  void theWaitEndsWithAnInterruptWhichIsKept() {
    DeliveryCapacity capacity = new DeliveryCapacity(9, 100, 1);
    assertTaken(capacity.reserve(ONE, 1));
    Thread.currentThread().interrupt();
    capacity.closeAndAwaitEmpty(AGES);
    assertTrue(Thread.interrupted());
  }
}
