package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;

/** Handles each batch on the thread that delivers it. See {@link BatchSubscriber}. */
@FunctionalInterface
public non-sealed interface Subscriber extends BatchSubscriber {
  /**
   * Handles a batch. The next batch of the same conversation waits until this returns; other
   * conversations don't, up to the transport's limit of calls stuck at once (DLV-3).
   *
   * @param batch the batch
   * @throws Exception to report a failure; the batch is not delivered again in memory (DLV-1)
   */
  void onBatch(DeliveredBatch batch) throws Exception;
}
