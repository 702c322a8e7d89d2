package dev.signalbox.transport.inmemory.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber still has to get of one conversation, one batch at a time (DLV-2). It exists
 * while there is something, and is in exactly one place: among the workers' waiting lanes, in a
 * worker's hands, or with a stage that has not completed. Who accepts puts parcels at its end and
 * holds the conversation; whoever has the lane takes them without, until there seems to be none.
 */
final class Lane {
  /** After this many batches, or the worker's time for a turn, other lanes that wait get theirs. */
  private static final int TURN_BATCHES = 32;

  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(Lane.class, "current", Parcel.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Conversation conversation;
  final Subscribed subscribed;

  /** The parcel that is in the subscriber's hands or comes next. Written by who has the lane. */
  private volatile Parcel current;

  // Guarded by the conversation.

  /** The parcel at the end. */
  Parcel last;

  /** The next lane of the conversation. */
  @Nullable Lane sibling;

  // The workers', while the lane waits.

  /** The lane that came before. */
  @Nullable Lane before;

  /** How many lanes waited with this one when it came, more or less. */
  int depth;

  Lane(Conversation conversation, Subscribed subscribed, Parcel first) {
    this.conversation = conversation;
    this.subscribed = subscribed;
    current = first;
    last = first;
  }

  /** Delivers for one turn; answers whether the lane is to have another at once. */
  boolean run(Worker worker) {
    worker.beginTurn();
    for (int i = 0; i < TURN_BATCHES; i++) {
      if (subscribed.dispatcher.hasStopped()) {
        return false;
      }
      Parcel parcel = (Parcel) CURRENT.get(this);
      Throwable failure = null;
      if (subscribed.answersAtOnce) {
        worker.enter();
        try {
          subscribed.subscriber.onBatch(parcel.batch);
        } catch (Throwable e) {
          // Errors too: none of them may end the conversation for this subscriber.
          failure = e;
        } finally {
          worker.leave();
        }
      } else {
        Attempt attempt = new Attempt(this);
        worker.enter();
        try {
          attempt.begin(parcel);
        } finally {
          worker.leave();
        }
        if (attempt.goesOnLater()) {
          return false;
        }
        failure = attempt.failure();
      }
      if (!finish(parcel, failure, worker.number)) {
        return false;
      }
      if (worker.hasHadItsTurn()) {
        return true;
      }
    }
    return true;
  }

  /** Ends the attempt at the current batch; answers whether there is another one. */
  private boolean finish(Parcel parcel, @Nullable Throwable failure, int stripe) {
    Dispatcher dispatcher = subscribed.dispatcher;
    if (failure != null) {
      dispatcher.failed(subscribed, parcel.batch, failure);
    }
    if (parcel.finish()) {
      conversation.finished(dispatcher);
      dispatcher.release(parcel, stripe);
    }
    Parcel next = parcel.next();
    if (next == null) {
      synchronized (conversation) {
        // Nobody appends meanwhile: it is the end, or was not.
        next = parcel.next();
        if (next == null) {
          conversation.remove(this);
          return false;
        }
      }
    }
    // In this order, for abandon.
    CURRENT.setRelease(this, next);
    parcel.leave();
    return true;
  }

  /**
   * Gives up what is left, for good. The caller holds the conversation, and has had the dispatcher
   * stop; who has the lane may still go on by one batch.
   *
   * @return how many batches nobody else had counted as undelivered
   */
  int abandon() {
    conversation.remove(this);
    int undelivered = 0;
    Parcel parcel = current;
    while (parcel != null) {
      if (parcel.giveUp()) {
        conversation.finished(subscribed.dispatcher);
        subscribed.dispatcher.release(parcel, 0);
        undelivered++;
      }
      Parcel next = parcel.next();
      // The lane has gone on from there: to what is current now, or was before that.
      parcel = next == parcel ? current : next;
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

    void begin(Parcel parcel) {
      try {
        CompletionStage<?> stage = lane.subscribed.subscriber.deliver(parcel.batch);
        if (stage == null) {
          throw new NullPointerException("the subscriber answered null in place of a stage");
        }
        if (isDone(stage)) {
          setPlain(SUCCESS);
        } else {
          stage.whenComplete(this);
        }
      } catch (Throwable failure) {
        // Errors too: none of them may end the conversation for this subscriber.
        compareAndSet(null, failure);
      }
    }

    /** Whether it is a stage of the usual kind that has succeeded: then nothing need be hung on. */
    private static boolean isDone(CompletionStage<?> stage) {
      return stage.getClass() == CompletableFuture.class
          && stage instanceof CompletableFuture<?> future
          && future.isDone()
          && !future.isCompletedExceptionally();
    }

    /** A stage completes, on whichever thread; a second time means nothing. */
    @Override
    public void accept(@Nullable Object result, @Nullable Throwable failure) {
      Object outcome = failure == null ? SUCCESS : unwrap(failure);
      if (!compareAndSet(null, outcome)
          && compareAndSet(LATER, outcome)
          && lane.finish(lane.current, failure(), 0)) {
        lane.subscribed.workers.add(lane);
      }
    }

    boolean goesOnLater() {
      return get() == null && compareAndSet(null, LATER);
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
