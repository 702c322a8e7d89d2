package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the batches that wait for delivery, in number and in bytes (DLV-5), and waits until there
 * are none at a shutdown (DLV-6). Its monitor guards everything.
 */
final class DeliveryCapacity {
  private static final int BATCH_BYTES = 512;
  private static final int EVENT_BYTES = 256;

  /** A waiting batch is delivered within moments, unless a subscriber is stuck. */
  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(1);

  /** Long enough for another process to have taken over. */
  private static final Duration RETRY_WHEN_CLOSED = Duration.ofSeconds(10);

  private final int maxBatches;
  private final long maxBytes;
  private int batches;
  private long bytes;
  private boolean closed;

  DeliveryCapacity(int maxBatches, long maxBytes) {
    this.maxBatches = maxBatches;
    this.maxBytes = maxBytes;
  }

  /** How much memory a batch is taken to hold: 512 bytes, 256 per event, and two per character. */
  static long footprint(Submission submission) {
    long characters = submission.batch().service().length();
    characters += submission.vendorCallKey().value().length();
    if (submission.providerName().isPresent()) {
      characters += submission.providerName().get().value().length();
    }
    for (ConversationEvent event : submission.batch().events()) {
      characters += event.value().length();
      if (event.score().isPresent()) {
        characters += event.score().get().literal().length();
      }
    }
    return BATCH_BYTES + (long) EVENT_BYTES * submission.batch().events().size() + 2 * characters;
  }

  /** Takes capacity for a batch, which has to be released once; returns null, or the refusal. */
  synchronized Acceptance.@Nullable Refused reserve(long footprint) {
    if (closed) {
      return closed();
    }
    if (batches >= maxBatches || bytes > maxBytes - footprint) {
      return full("Too many batches wait for their delivery; try again soon.");
    }
    batches++;
    bytes += footprint;
    return null;
  }

  /** How many batches wait. */
  synchronized int batches() {
    return batches;
  }

  static Acceptance.Refused full(String detail) {
    return new Acceptance.Refused(Clause.DLV_5, detail, RETRY_WHEN_FULL);
  }

  static Acceptance.Refused closed() {
    return new Acceptance.Refused(Clause.DLV_6, "The server is shutting down.", RETRY_WHEN_CLOSED);
  }

  /** Gives capacity back. Allocates nothing, so it can't fail when memory is short. */
  synchronized void release(long footprint) {
    batches--;
    bytes -= footprint;
    if (closed && batches == 0) {
      notifyAll();
    }
  }

  /** Refuses all from now on; waits until all is released, an interrupt, or the time is over. */
  synchronized void closeAndAwaitEmpty(long nanos) {
    closed = true;
    long end = System.nanoTime() + nanos;
    try {
      for (long left = nanos; batches > 0 && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
