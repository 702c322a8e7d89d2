package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/** A conversation in a partition. Guarded by the partition's lock. */
final class ConversationLane {
  final ConversationKey key;
  final ArrayDeque<PendingBatch> queue = new ArrayDeque<>(2);

  /** Whether a thread, a stage or a timer has the first batch of the queue. */
  boolean busy;

  /** The last offset that was put in order; -1 when there is none. */
  long ordered = -1;

  /**
   * The first offset that found the queue full, and has to be read again; -1 when there is none.
   */
  long skippedFrom = -1;

  /** The last offset that found the queue full. */
  long skippedTo = -1;

  /** How many batches have to be read again. */
  int skipped;

  OptionalLong latest = OptionalLong.empty();
  long usedAt;
  boolean full;

  ConversationLane(ConversationKey key) {
    this.key = key;
  }

  int waiting() {
    return queue.size() + skipped;
  }
}
