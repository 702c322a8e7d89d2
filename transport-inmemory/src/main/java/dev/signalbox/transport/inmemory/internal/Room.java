package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The places for batches that wait for delivery (DLV-5), and what empties them in the end.
 *
 * <p>Who accepts counts what was ever taken, who delivers counts what was ever given back, so that
 * the two don't get in each other's way. What was given back only grows: a sum of it that is old,
 * or that misses some, makes the room look fuller than it is, never emptier.
 */
final class Room {
  /** How often it is looked whether a closed room is empty. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1);

  /** Those who give back spread over so many places: a power of two. */
  private static final int STRIPES = 8;

  /**
   * From one place to the next, so that no two are in one line of a cache, or in two that go
   * together.
   */
  private static final int STRIDE = 16;

  /** What is counted of each: batches, and bytes. */
  private static final int BATCHES = 0;

  private static final int BYTES = 1;

  /** The place of who accepts, ... */
  private static final int TAKEN = STRIDE;

  /** ... where the sum of what was given back is kept, from some time ago, ... */
  private static final int KNOWN = TAKEN + 2;

  /** ... and the first place of who gives back. */
  private static final int RELEASED = TAKEN + STRIDE;

  private final int maxBatches;
  private final long maxBytes;

  /** All that was ever taken and given back; it would take centuries to overflow. */
  private final AtomicLongArray counts = new AtomicLongArray((STRIPES + 3) * STRIDE);

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
    if (!take(BATCHES, 1, maxBatches)) {
      return false;
    }
    if (!take(BYTES, weight, maxBytes)) {
      counts.getAndAdd(RELEASED + BATCHES, 1);
      return false;
    }
    return true;
  }

  private boolean take(int what, long amount, long most) {
    while (true) {
      // In this order: no more is ever given back than was taken before.
      long back = counts.get(KNOWN + what);
      long sum = counts.get(TAKEN + what);
      if (sum - back > most - amount) {
        // Full, unless something was given back since.
        back = released(what);
        counts.set(KNOWN + what, back);
        if (sum - back > most - amount) {
          return false;
        }
      }
      if (counts.compareAndSet(TAKEN + what, sum, sum + amount)) {
        return true;
      }
    }
  }

  /**
   * Gives a place back. Allocates nothing, so that it can't fail.
   *
   * @param stripe any number; best another one for each thread
   */
  void release(long weight, int stripe) {
    int place = RELEASED + (stripe & (STRIPES - 1)) * STRIDE;
    counts.getAndAdd(place + BYTES, weight);
    counts.getAndAdd(place + BATCHES, 1);
  }

  /** At least what was given back before this was asked. */
  private long released(int what) {
    long sum = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      sum += counts.get(RELEASED + stripe * STRIDE + what);
    }
    return sum;
  }

  void close() {
    closed = true;
  }

  /** Waits until a closed room is empty; an interrupted wait ends as if the time were over. */
  void awaitEmpty(long nanos) {
    long begun = System.nanoTime();
    long left = nanos;
    // Looked at, since to be told of it would cost each batch that is delivered something.
    while (!isEmpty() && left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, Math.min(left, LOOK));
      left = nanos - (System.nanoTime() - begun);
    }
  }

  /** Whether all is given back that was taken before this was asked. */
  private boolean isEmpty() {
    // In this order: what is taken and given back meanwhile may not make up for the rest.
    long back = released(BATCHES);
    return back == counts.get(TAKEN + BATCHES);
  }
}
