package dev.signalbox.standalone.control;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.Subscriber;

/** The batches that were delivered, as TLK-1 has them. Thread-safe. */
final class DeliveredBatches implements Subscriber {
  private static final int FIXED = 200;

  /**
   * A delivered batch.
   *
   * @param call the first call's key
   * @param leg the key it came in under
   * @param json the toolkit's event
   */
  record Delivered(String call, String leg, String json) {
    boolean isOf(String key) {
      return call.equals(key) || leg.equals(key);
    }
  }

  private final BoundedLog<Delivered> log =
      new BoundedLog<>(batch -> FIXED + 2L * batch.json().length());

  @Override
  public void onBatch(DeliveredBatch batch) {
    Delivered delivered =
        new Delivered(
            batch.conversation().firstKey().value(),
            batch.vendorCallKey().value(),
            JsonFormat.INSTANCE.toolkitEvent(batch));
    log.add(number -> delivered);
  }

  BoundedLog<Delivered> log() {
    return log;
  }
}
