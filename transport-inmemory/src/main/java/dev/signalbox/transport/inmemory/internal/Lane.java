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
 * What one subscriber still has to get of one conversation, one batch at a time (DLV-2). Until it
 * has ended it is in exactly one place: among the workers' waiting lanes, in a worker's hands, or
 * with a stage that has not completed. Who accepts puts parcels at its end and holds the
 * conversation; whoever has the lane takes them, and in the end ends it, without, so that a
 * conversation is not passed from processor to processor.
 */
final class Lane {
  /** After this many batches, or the worker's time for a turn, other lanes that wait get theirs. */
  private static final int TURN_BATCHES = 32;

  private static final VarHandle CURRENT;
  private static final VarHandle FINISHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CURRENT = lookup.findVarHandle(Lane.class, "current", Parcel.class);
      FINISHED = lookup.findVarHandle(Lane.class, "finished", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Subscribed subscribed;
  private final Conversation conversation;

  // Written by who has the lane.

  /** The parcel that is in the subscriber's hands or comes next. */
  private volatile Parcel current;

  /** How many batches were finished that nobody else gets. Wraps around. */
  private volatile int finished;

  // The workers', while the lane waits.

  /** The lane that came before. */
  @Nullable Lane before;

  /** How many lanes waited with this one when it came, more or less. */
  int depth;

  @SuppressWarnings("NullAway.Init") // by its handle
  Lane(Conversation conversation, Subscribed subscribed, Parcel first) {
    this.conversation = conversation;
    this.subscribed = subscribed;
    // Plainly, since whoever passes the lane on does so with all that was written before.
    CURRENT.set(this, first);
  }

  /** How many batches were finished that nobody else gets. Wraps around. */
  int finished() {
    return finished;
  }

  /** Delivers for one turn; answers whether the lane is to have another at once. */
  boolean run(Worker worker) {
    worker.beginTurn();
    Subscribed to = subscribed;
    Parcel parcel = (Parcel) CURRENT.get(this);
    for (int i = 0; i < TURN_BATCHES && parcel != null; i++) {
      if (to.dispatcher.hasStopped()) {
        return false;
      }
      Throwable failure = null;
      if (to.answersAtOnce) {
        worker.enter();
        try {
          to.subscriber.onBatch(parcel.batch());
        } catch (Throwable e) {
          // Errors too: none of them may end the conversation for this subscriber.
          failure = e;
        } finally {
          worker.leave();
        }
      } else {
        Attempt attempt = new Attempt(this, to, parcel);
        worker.enter();
        try {
          attempt.begin();
        } finally {
          worker.leave();
        }
        if (attempt.goesOnLater()) {
          return false;
        }
        failure = attempt.failure();
      }
      parcel = finish(to, parcel, failure, worker.number);
      if (parcel != null && worker.hasHadItsTurn()) {
        return true;
      }
    }
    return parcel != null;
  }

  /** Ends the attempt at the current batch; answers the one behind it, null when the lane ends. */
  private @Nullable Parcel finish(
      Subscribed to, Parcel parcel, @Nullable Throwable failure, int stripe) {
    if (failure != null) {
      to.dispatcher.failed(to, parcel.batch(), failure);
    }
    Parcel next = parcel.next();
    if (parcel.finish()) {
      long weight = parcel.weight();
      if (parcel.isShared()) {
        conversation.finished(to.dispatcher);
      } else {
        if (next == null) {
          // The conversation may have no other that waits, and can be forgotten after the count.
          parcel.finishedAt(to.dispatcher.now());
        }
        FINISHED.setRelease(this, finished + 1);
      }
      to.dispatcher.release(weight, stripe);
    }
    if (next == null) {
      if (parcel.end()) {
        return null;
      }
      next = parcel.next();
    }
    // In this order, for abandon.
    CURRENT.setRelease(this, next);
    parcel.leave();
    return next;
  }

  /**
   * Gives up what is left, for good. The caller holds the conversation, and has had the dispatcher
   * stop; who has the lane may still go on by one batch.
   *
   * @return how many batches nobody else had counted as undelivered
   */
  int abandon() {
    Dispatcher dispatcher = subscribed.dispatcher;
    int undelivered = 0;
    Parcel parcel = current;
    while (parcel != null) {
      if (parcel.giveUp()) {
        if (parcel.isShared()) {
          conversation.finished(dispatcher);
        }
        dispatcher.release(parcel.weight(), 0);
        undelivered++;
      }
      Parcel next = parcel.next();
      // The lane has gone on from there, after it said where to, or has ended.
      Parcel moved = next == parcel ? current : next;
      parcel = moved == parcel ? null : moved;
    }
    conversation.lastUsed = dispatcher.now();
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
    private final transient Subscribed to;
    private final transient Parcel parcel;

    Attempt(Lane lane, Subscribed to, Parcel parcel) {
      this.lane = lane;
      this.to = to;
      this.parcel = parcel;
    }

    void begin() {
      try {
        CompletionStage<?> stage = to.subscriber.deliver(parcel.batch());
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
          && lane.finish(to, parcel, failure(), 0) != null) {
        to.workers.add(lane);
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
