package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.Acceptance;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the batches that wait for delivery, in number and in bytes (DLV-5), and waits until there
 * are none at a shutdown (DLV-6). Where several call centers are expected, none takes more than its
 * equal part, so that a stuck one leaves room for the others. Its monitor guards everything.
 */
final class DeliveryCapacity {
  /** A waiting batch is delivered within moments, unless a subscriber is stuck. */
  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(1);

  /** Long enough for another process to have taken over. */
  private static final Duration RETRY_WHEN_CLOSED = Duration.ofSeconds(10);

  private final int maxBatches;
  private final long maxBytes;
  private final int callCenters;
  private final Load all = new Load();

  /** What waits of each call center that has anything waiting; unused for a single one. */
  private final Map<CallCenterId, Load> each = new HashMap<>();

  private boolean closed;

  private static final class Load {
    private int batches;
    private long bytes;
  }

  DeliveryCapacity(int maxBatches, long maxBytes, int callCenters) {
    this.maxBatches = maxBatches;
    this.maxBytes = maxBytes;
    this.callCenters = callCenters;
  }

  /** Takes capacity for a batch, which has to be released once; returns null, or the refusal. */
  synchronized Acceptance.@Nullable Refused reserve(CallCenterId callCenter, long footprint) {
    if (closed) {
      return closed();
    }
    if (all.batches >= maxBatches || all.bytes > maxBytes - footprint) {
      return full("Too many batches wait for their delivery; try again soon.");
    }
    if (callCenters > 1) {
      Load own = each.computeIfAbsent(callCenter, id -> new Load());
      // What is alone may be larger than an equal part.
      if (own.batches > 0
          && (own.batches >= maxBatches / callCenters
              || own.bytes > maxBytes / callCenters - footprint)) {
        return full("Too many batches of this call center wait; try again soon.");
      }
    }
    take(callCenter, footprint);
    return null;
  }

  /** Takes capacity for a batch that was accepted by an earlier process, whatever the bounds. */
  synchronized void take(CallCenterId callCenter, long footprint) {
    if (callCenters > 1) {
      Load own = each.computeIfAbsent(callCenter, id -> new Load());
      own.batches++;
      own.bytes += footprint;
    }
    all.batches++;
    all.bytes += footprint;
  }

  /** How many batches wait. */
  synchronized int batches() {
    return all.batches;
  }

  static Acceptance.Refused full(String detail) {
    return new Acceptance.Refused(Clause.DLV_5, detail, RETRY_WHEN_FULL);
  }

  static Acceptance.Refused closed() {
    return new Acceptance.Refused(Clause.DLV_6, "The server is shutting down.", RETRY_WHEN_CLOSED);
  }

  /** Gives capacity back. Allocates nothing, so it can't fail when memory is short. */
  synchronized void release(CallCenterId callCenter, long footprint) {
    Load own = each.get(callCenter);
    if (own != null) {
      own.batches--;
      own.bytes -= footprint;
      if (own.batches == 0) {
        each.remove(callCenter);
      }
    }
    all.batches--;
    all.bytes -= footprint;
    if (closed && all.batches == 0) {
      notifyAll();
    }
  }

  /** Refuses all from now on; waits until all is released, an interrupt, or the time is over. */
  synchronized void closeAndAwaitEmpty(long nanos) {
    closed = true;
    long end = System.nanoTime() + nanos;
    try {
      for (long left = nanos; all.batches > 0 && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
