package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.DeliveredBatch;

/** An accepted batch that some subscriber has not finished. It is in the queue of each of them. */
final class PendingDelivery {
  final DeliveredBatch batch;

  /** How many bytes of the transport's capacity the batch takes. */
  private final long footprint;

  /** How many subscribers have not finished the batch. Guarded by the conversation's mailbox. */
  private int remaining;

  PendingDelivery(DeliveredBatch batch, long footprint, int subscribers) {
    this.batch = batch;
    this.footprint = footprint;
    remaining = subscribers;
  }

  /** Counts one subscriber that has finished; returns whether it was the last. */
  boolean finish() {
    remaining--;
    return remaining == 0;
  }

  /** Abandons the batch for all its subscribers; returns false when nothing was left to abandon. */
  boolean abandon() {
    boolean pending = remaining > 0;
    remaining = 0;
    return pending;
  }

  /** Gives back what the batch takes of the transport's capacity. */
  void release(DeliveryCapacity capacity) {
    capacity.release(batch.conversation().callCenter(), footprint);
  }
}
