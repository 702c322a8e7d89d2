package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** See {@link DeliveryListener#LOGGING}. */
final class LoggingDeliveryListener implements DeliveryListener {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  private final AtomicBoolean warned = new AtomicBoolean();

  @Override
  public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
    LOG.log(
        Level.WARNING,
        () ->
            "a subscriber failed on batch "
                + batch.sequence()
                + " of call "
                + batch.conversation().firstKey().encoded()
                + "; it is not delivered to it again (DLV-1)",
        failure);
  }

  @Override
  public void undelivered(DeliveredBatch batch) {
    if (warned.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "a batch was accepted, but there is no subscriber: it is delivered to none (DLV-1)");
    }
  }
}
