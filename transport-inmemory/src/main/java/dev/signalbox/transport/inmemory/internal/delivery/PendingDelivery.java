package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import org.jspecify.annotations.Nullable;

/** An accepted batch that some subscriber has not finished. It is in the queue of each of them. */
public final class PendingDelivery {
  /** Null while the batch is only in the transport's store. */
  private final @Nullable DeliveredBatch batch;

  private final CallCenterId callCenter;

  /** How many bytes of the transport's capacity the batch takes. */
  private final long footprint;

  /** The batch's place in the transport's store; 0 where there is none. */
  private final long row;

  /** How many subscribers have not finished the batch. Guarded by the conversation's mailbox. */
  private int remaining;

  /** Whether the batch is to stay in the store. Guarded by the conversation's mailbox. */
  private boolean kept;

  PendingDelivery(DeliveredBatch batch, long footprint, int subscribers) {
    this(batch, batch.conversation().callCenter(), footprint, 0, subscribers);
  }

  /** A batch that is in a store, and in memory as well unless it is null here. */
  public PendingDelivery(
      @Nullable DeliveredBatch batch,
      CallCenterId callCenter,
      long footprint,
      long row,
      int subscribers) {
    this.batch = batch;
    this.callCenter = callCenter;
    this.footprint = footprint;
    this.row = row;
    remaining = subscribers;
  }

  public long row() {
    return row;
  }

  public long footprint() {
    return footprint;
  }

  public boolean isInMemory() {
    return batch != null;
  }

  /** The batch; null when it can't be read now. */
  @Nullable DeliveredBatch batch(BatchStore store) {
    return batch == null ? store.load(row) : batch;
  }

  /** Counts one subscriber that has finished; returns whether it was the last. */
  boolean finish() {
    remaining--;
    return remaining == 0;
  }

  /** Counts a subscriber for whom the batch stays in the store; returns whether it was the last. */
  boolean keep() {
    kept = true;
    return finish();
  }

  /** Whether some subscriber still needs the batch in the store. For one that has finished it. */
  public boolean isKept() {
    return kept;
  }

  /** Abandons the batch for all its subscribers; returns false when nothing was left to abandon. */
  boolean abandon() {
    boolean pending = remaining > 0;
    remaining = 0;
    return pending;
  }

  /** Gives back what the batch takes of the transport's capacity. */
  void release(DeliveryCapacity capacity) {
    capacity.release(callCenter, footprint);
  }
}
