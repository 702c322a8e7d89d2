package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The places for batches that wait for delivery (DLV-5), and what empties them in the end. */
final class Room {
  private final int maxBatches;
  private final long maxBytes;
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final CountDownLatch emptied = new CountDownLatch(1);
  private volatile boolean closed;

  Room(int maxBatches, long maxBytes) {
    this.maxBatches = maxBatches;
    this.maxBytes = maxBytes;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Takes a place. Who then sees that the room is not closed may accept: closing waits for it,
   * since it counts the places after it has closed.
   */
  boolean take(long weight) {
    if (batches.getAndUpdate(count -> count < maxBatches ? count + 1 : count) >= maxBatches) {
      return false;
    }
    long most = maxBytes - weight;
    if (bytes.getAndUpdate(sum -> sum > most ? sum : sum + weight) > most) {
      leave();
      return false;
    }
    return true;
  }

  void release(long weight) {
    bytes.addAndGet(-weight);
    leave();
  }

  private void leave() {
    if (batches.decrementAndGet() == 0 && closed) {
      emptied.countDown();
    }
  }

  void close() {
    closed = true;
    if (batches.get() == 0) {
      emptied.countDown();
    }
  }

  /** Waits until a closed room is empty; an interrupted wait ends as if the time were over. */
  void awaitEmpty(long nanos) {
    try {
      emptied.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
