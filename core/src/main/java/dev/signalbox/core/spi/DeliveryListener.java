package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;

/**
 * Is told what a transport would otherwise keep to itself. Called on the transport's threads: it
 * must be thread-safe and quick, and what it throws is logged and goes no further.
 */
public interface DeliveryListener {
  /** Logs failures, and the first batch that met no subscriber, with {@link System.Logger}. */
  DeliveryListener LOGGING = new LoggingDeliveryListener();

  /**
   * A subscriber failed on a batch (DLV-3).
   *
   * @param subscriber who failed
   * @param batch what it was given
   * @param failure what it threw, or what its stage completed with
   */
  void failed(Subscriber subscriber, DeliveredBatch batch, Throwable failure);

  /**
   * A batch was accepted while nobody had subscribed (DLV-1).
   *
   * @param batch which
   */
  void unheard(DeliveredBatch batch);
}
