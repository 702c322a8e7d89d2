package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber still has to get of one conversation, one batch at a time (DLV-2). It exists
 * while there is something, and is in exactly one place: among the workers' waiting lanes, in a
 * worker's hands, or with a stage that has not completed.
 */
final class Lane {
  /** After this many batches, or this long, other lanes that wait get their turn. */
  private static final int TURN_BATCHES = 32;

  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  final Conversation conversation;
  final Subscribed subscribed;

  /** The batch that is in the subscriber's hands or comes next. */
  private Delivery current;

  // Guarded by the conversation.

  /** The next lane of the conversation. */
  @Nullable Lane sibling;

  private boolean abandoned;

  Lane(Conversation conversation, Subscribed subscribed, Delivery first) {
    this.conversation = conversation;
    this.subscribed = subscribed;
    current = first;
  }

  /** Delivers for one turn; answers whether the lane is to have another at once. */
  boolean run(Worker worker) {
    long begun = System.nanoTime();
    for (int i = 0; i < TURN_BATCHES; i++) {
      if (subscribed.dispatcher.hasStopped()) {
        return false;
      }
      Attempt attempt = new Attempt(this);
      worker.enter();
      try {
        attempt.begin();
      } finally {
        worker.leave();
      }
      if (attempt.goesOnLater() || !finish(attempt.failure())) {
        return false;
      }
      if (System.nanoTime() - begun > TURN_NANOS) {
        return true;
      }
    }
    return true;
  }

  /** Ends the attempt at the current batch; answers whether there is another one. */
  private boolean finish(@Nullable Throwable failure) {
    Dispatcher dispatcher = subscribed.dispatcher;
    Delivery delivery = current;
    if (failure != null) {
      dispatcher.failed(subscribed, delivery.batch, failure);
    }
    Delivery next;
    boolean everybody;
    synchronized (conversation) {
      if (abandoned) {
        return false;
      }
      next = delivery.nextFor(subscribed);
      if (next == null) {
        conversation.remove(this);
      } else {
        current = next;
      }
      everybody = --delivery.remaining == 0;
      if (everybody) {
        conversation.finished(delivery, dispatcher.now());
      }
    }
    if (everybody) {
      dispatcher.release(delivery);
    }
    return next != null;
  }

  /**
   * Gives up what is left, for good. The caller holds the conversation.
   *
   * @return how many batches nobody else had counted as undelivered
   */
  int abandon() {
    abandoned = true;
    conversation.remove(this);
    int undelivered = 0;
    Delivery delivery = current;
    while (delivery != null) {
      Delivery following = delivery.nextFor(subscribed);
      if (delivery.remaining > 0) {
        delivery.remaining = 0;
        conversation.finished(delivery, subscribed.dispatcher.now());
        subscribed.dispatcher.release(delivery);
        undelivered++;
      }
      delivery = following;
    }
    return undelivered;
  }

  /**
   * One batch given to the subscriber: null while nothing is known, LATER once the worker has gone,
   * or the outcome. Whoever comes second, the worker or the stage, goes on.
   */
  private static final class Attempt extends AtomicReference<@Nullable Object>
      implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private static final long serialVersionUID = 1L;
    private static final Object LATER = new Object();
    private static final Object SUCCESS = new Object();

    private final transient Lane lane;

    Attempt(Lane lane) {
      this.lane = lane;
    }

    void begin() {
      try {
        CompletionStage<?> stage = lane.subscribed.subscriber.deliver(lane.current.batch);
        if (stage == null) {
          throw new NullPointerException("the subscriber answered null in place of a stage");
        }
        stage.whenComplete(this);
      } catch (Throwable failure) {
        // Errors too: none of them may end the conversation for this subscriber.
        compareAndSet(null, failure);
      }
    }

    /** A stage completes, on whichever thread; a second time means nothing. */
    @Override
    public void accept(@Nullable Object result, @Nullable Throwable failure) {
      Object outcome = failure == null ? SUCCESS : unwrap(failure);
      if (!compareAndSet(null, outcome)
          && compareAndSet(LATER, outcome)
          && lane.finish(failure())) {
        lane.subscribed.workers.add(lane);
      }
    }

    boolean goesOnLater() {
      return compareAndSet(null, LATER);
    }

    @Nullable Throwable failure() {
      return get() instanceof Throwable failure ? failure : null;
    }

    private static Throwable unwrap(Throwable failure) {
      Throwable cause = failure.getCause();
      return failure instanceof CompletionException && cause != null ? cause : failure;
    }
  }
}
