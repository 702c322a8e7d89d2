package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;
import java.util.concurrent.CompletionStage;

/**
 * Handles batches without holding a thread meanwhile. See {@link BatchSubscriber}.
 *
 * @since 0.2.0
 */
@FunctionalInterface
public non-sealed interface AsyncSubscriber extends BatchSubscriber {
  /**
   * Starts handling a batch. The next batch of the same conversation waits until the stage
   * completes; other conversations don't.
   *
   * @param batch the batch
   * @return a stage that completes when the batch is handled, exceptionally to report a failure. An
   *     exception in its place, or null, is a failure too
   */
  CompletionStage<?> onBatch(DeliveredBatch batch);
}
