package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: its legs, its numbers and its queue, which are forgotten together (CALL-5). Its
 * monitor guards what delivery needs; the store's lock, which is taken first where both are needed,
 * guards the rest.
 */
final class Conversation extends Queue {
  private static final VarHandle ACCEPTED;
  private static final VarHandle FINISHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACCEPTED = lookup.findVarHandle(Conversation.class, "accepted", int.class);
      FINISHED = lookup.findVarHandle(Conversation.class, "finished", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ConversationId id;
  final Scope scope;

  /** When it was last used, in the store's milliseconds. */
  volatile long lastUsed;

  /** Nothing is accepted here any more; set under both locks. */
  volatile boolean ended;

  // Guarded by the store's lock.

  /** When to see whether it has expired: never after the time at which it does. */
  long checkAt;

  int calls;
  @Nullable Leg legs;

  // Guarded by this.

  long nextSequence;
  long latestStart = Long.MIN_VALUE;

  /** How many batches were accepted for several subscribers; others read it too. Wraps around. */
  private volatile int accepted;

  /** No fewer than {@link #undelivered}: what that was once, and what was accepted since. */
  private int waiting;

  // Not guarded.

  /** How many batches for several subscribers all of them have finished. Wraps around. */
  private volatile int finished;

  Conversation(ConversationId id, Scope scope) {
    this.id = id;
    this.scope = scope;
  }

  /**
   * Whether one more batch has to wait behind no more than so many. The caller holds the monitor.
   */
  boolean hasRoom(int most) {
    if (waiting >= most) {
      // What was finished since: to look at each batch would cost those who deliver too.
      waiting = undelivered();
    }
    return waiting < most;
  }

  /**
   * Accepts a batch for subscribers. The caller holds the monitor.
   *
   * @return the lanes that begin with it, each before the next; nobody else knows how to run them
   */
  @Nullable Lane accept(DeliveredBatch batch, long weight, Subscribed[] subscribers) {
    waiting++;
    if (subscribers.length == 1) {
      return append(new Parcel(batch, weight, null), subscribers[0]);
    }
    AtomicInteger shared = new AtomicInteger(subscribers.length);
    ACCEPTED.setRelease(this, accepted + 1);
    Lane begun = null;
    for (Subscribed subscribed : subscribers) {
      Lane lane = append(new Parcel(batch, weight, shared), subscribed);
      if (lane != null) {
        lane.before = begun;
        begun = lane;
      }
    }
    return begun;
  }

  private @Nullable Lane append(Parcel parcel, Subscribed subscribed) {
    Queue free = null;
    Queue previous = this;
    for (Queue queue = this; queue != null; queue = queue.more) {
      if (queue.isOf(subscribed) && queue.append(parcel)) {
        return null;
      }
      if (!queue.hasEnded()) {
        previous = queue;
      } else if (free == null) {
        free = queue;
        previous = queue;
      } else {
        previous.more = queue.more;
      }
    }
    if (free == null) {
      free = new Queue();
      previous.more = free;
    }
    return free.begin(this, subscribed, parcel);
  }

  /**
   * How many batches some subscriber has not finished; exact for who holds the monitor, and for who
   * has seen the conversation end.
   */
  int undelivered() {
    // In this order, or what is accepted and finished meanwhile could hide all the rest.
    int done = finished;
    int undelivered = accepted - done;
    for (Queue queue = this; queue != null; queue = queue.more) {
      undelivered += queue.ownUndelivered();
    }
    return undelivered;
  }

  /** When it was last used. The caller holds the monitor. */
  long lastUse() {
    long last = lastUsed;
    for (Queue queue = this; queue != null; queue = queue.more) {
      last = Math.max(last, queue.finishedAt());
    }
    return last;
  }

  /**
   * A batch is finished by all of several subscribers. The conversation is used thereby, which is
   * noted before it can be forgotten: by whoever finishes the last, and that is who counts it.
   */
  void finished(Dispatcher dispatcher) {
    while (true) {
      int done = finished;
      if (accepted - done == 1) {
        lastUsed = dispatcher.now();
      }
      if (FINISHED.compareAndSet(this, done, done + 1)) {
        return;
      }
    }
  }
}
