package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

  /** Those who give back spread over so many counters: a power of two. */
  private static final int STRIPES = 8;

  /** From one stripe's counters to the next, so that they are not in one line of a cache. */
  private static final int STRIDE = 16;

  /** Ever given back, per stripe batches and then bytes; it would take centuries to overflow. */
  private final AtomicLongArray released = new AtomicLongArray((STRIPES + 1) * STRIDE);

  private final Account batches;
  private final Account bytes;
  private volatile boolean closed;

  Room(int maxBatches, long maxBytes) {
    batches = new Account(maxBatches, 0);
    bytes = new Account(maxBytes, 1);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Takes a place. Who then sees that the room is not closed may accept: closing waits for it,
   * since it counts the places after it has closed.
   */
  boolean take(long weight) {
    if (!batches.take(1)) {
      return false;
    }
    if (!bytes.take(weight)) {
      batches.release(0, 1);
      return false;
    }
    return true;
  }

  /**
   * Gives a place back. Allocates nothing, so that it can't fail.
   *
   * @param stripe any number; best another one for each thread
   */
  void release(long weight, int stripe) {
    bytes.release(stripe, weight);
    batches.release(stripe, 1);
  }

  void close() {
    closed = true;
  }

  /** Waits until a closed room is empty; an interrupted wait ends as if the time were over. */
  void awaitEmpty(long nanos) {
    long begun = System.nanoTime();
    long left = nanos;
    // Looked at, since to be told of it would cost each batch that is delivered something.
    while (!batches.isEmpty() && left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, Math.min(left, LOOK));
      left = nanos - (System.nanoTime() - begun);
    }
  }

  /** How much is taken of something that there is a bounded amount of. */
  private final class Account {
    private final long most;

    /** Where its counter is in a stripe. */
    private final int place;

    /** Ever taken. */
    private final AtomicLong taken = new AtomicLong();

    /** A sum of what was given back, from some time ago. */
    private volatile long known;

    Account(long most, int place) {
      this.most = most;
      this.place = place;
    }

    boolean take(long amount) {
      while (true) {
        // In this order: no more is ever given back than was taken before.
        long back = known;
        long sum = taken.get();
        if (sum - back > most - amount) {
          // Full, unless something was given back since.
          back = released();
          known = back;
          if (sum - back > most - amount) {
            return false;
          }
        }
        if (taken.compareAndSet(sum, sum + amount)) {
          return true;
        }
      }
    }

    void release(int stripe, long amount) {
      released.getAndAdd(((stripe & (STRIPES - 1)) + 1) * STRIDE + place, amount);
    }

    /** At least what was given back before this was asked. */
    private long released() {
      long sum = 0;
      for (int stripe = 1; stripe <= STRIPES; stripe++) {
        sum += released.get(stripe * STRIDE + place);
      }
      return sum;
    }

    /** Whether all is given back that was taken before this was asked. */
    boolean isEmpty() {
      // In this order: what is taken and given back meanwhile may not make up for the rest.
      long back = released();
      return back == taken.get();
    }
  }
}
