package dev.signalbox.core.spi;

import dev.signalbox.core.DeliveredBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Code that wants every accepted batch (DLV-1). Batches of one conversation come one at a time and
 * in order; batches of different conversations come at the same time, on different threads, so an
 * implementation must be thread-safe.
 */
@FunctionalInterface
public interface Subscriber {
  /**
   * Handles a batch. The next batch of the same conversation waits until this returns; other
   * conversations don't, up to the transport's limit of calls stuck at once (DLV-3).
   *
   * @param batch the batch
   * @throws Exception to report a failure; the batch is not delivered again in memory (DLV-1)
   */
  void onBatch(DeliveredBatch batch) throws Exception;

  /**
   * What transports call. Override it to answer later without holding a thread: the next batch of
   * the conversation then waits for the stage.
   *
   * @param batch the batch
   * @return a stage that completes when the batch is handled, exceptionally to report a failure
   * @throws Exception to report a failure
   */
  default CompletionStage<?> deliver(DeliveredBatch batch) throws Exception {
    onBatch(batch);
    return CompletableFuture.completedStage(null);
  }

  /**
   * A subscriber that holds no thread while it works.
   *
   * @param handler starts handling a batch and returns a stage that completes when it is handled
   * @return a subscriber around it
   */
  static Subscriber async(Function<? super DeliveredBatch, ? extends CompletionStage<?>> handler) {
    return new Subscriber() {
      @Override
      public void onBatch(DeliveredBatch batch) throws Exception {
        deliver(batch).toCompletableFuture().get();
      }

      @Override
      public CompletionStage<?> deliver(DeliveredBatch batch) {
        return handler.apply(batch);
      }
    };
  }
}
