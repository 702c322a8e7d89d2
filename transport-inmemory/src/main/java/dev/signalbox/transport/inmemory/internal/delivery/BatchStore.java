package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.DeliveredBatch;
import org.jspecify.annotations.Nullable;

/** Where accepted batches are kept beside memory. Thread-safe. */
public interface BatchStore {
  /** The store of a transport that keeps all in memory. */
  BatchStore NONE =
      new BatchStore() {
        @Override
        public @Nullable DeliveredBatch load(long row) {
          throw new IllegalStateException("every batch is in memory");
        }

        @Override
        public void finished(PendingDelivery delivery, int subscriber, boolean last) {
          // There is nothing to forget.
        }
      };

  /** A batch that is not in memory; null when it can't be read now, and is to be tried again. */
  @Nullable DeliveredBatch load(long row);

  /**
   * A subscriber has finished a batch.
   *
   * @param subscriber the number of its subscription
   * @param last whether all its subscribers have
   */
  void finished(PendingDelivery delivery, int subscriber, boolean last);
}
