package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.AsyncSubscriber;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch with an asynchronous subscriber. The worker leaves and the stage completes, in either
 * order; the second of the two continues with the queue, so exactly one does.
 *
 * <p>The value is null at first, and then the outcome, or {@link #LEFT} when the worker was first.
 */
final class AsyncAttempt extends AtomicReference<@Nullable Object>
    implements BiConsumer<@Nullable Object, @Nullable Throwable> {
  private static final long serialVersionUID = 1L;
  private static final Object LEFT = new Object();
  private static final Object SUCCESS = new Object();

  private final transient ConversationQueue queue;

  AsyncAttempt(ConversationQueue queue) {
    this.queue = queue;
  }

  void start(AsyncSubscriber subscriber, DeliveredBatch batch) {
    try {
      CompletionStage<?> stage = subscriber.onBatch(batch);
      if (stage == null) {
        throw new NullPointerException("the subscriber returned null instead of a stage");
      }
      stage.whenComplete(this);
    } catch (Throwable failure) {
      // Errors too: none of them may end the conversation for this subscriber.
      compareAndSet(null, failure);
    }
  }

  /** The stage completes, on any thread. A stage that completes twice changes nothing. */
  @Override
  public void accept(@Nullable Object result, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    Object outcome = failure == null ? SUCCESS : cause == null ? failure : cause;
    if (!compareAndSet(null, outcome) && compareAndSet(LEFT, outcome)) {
      queue.resume(failure());
    }
  }

  /** The worker leaves, unless there is an outcome; returns whether the stage continues then. */
  boolean leave() {
    return compareAndSet(null, LEFT);
  }

  /** Null when the subscriber has succeeded. */
  @Nullable Throwable failure() {
    return get() instanceof Throwable failure ? failure : null;
  }
}
