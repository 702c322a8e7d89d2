package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;

/**
 * Is notified of failed deliveries and of batches without a subscriber. Called on the transport's
 * threads: it must be thread-safe and quick, and what it throws is logged and goes no further.
 */
public interface DeliveryListener {
  /** Logs failures, and the first batch without a subscriber, with {@link System.Logger}. */
  DeliveryListener LOGGING = new LoggingDeliveryListener();

  /**
   * A subscriber failed on a batch (DLV-3).
   *
   * @param subscriber the subscriber that failed
   * @param batch the batch that it was given
   * @param failure what it threw, or what its stage completed with
   */
  void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure);

  /**
   * A batch was accepted while there was no subscriber, and is delivered to none (DLV-1).
   *
   * @param batch the batch
   */
  void undelivered(DeliveredBatch batch);
}
