package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.ConversationId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: its legs, its numbers and its queue, which are forgotten together (CALL-5). Its
 * monitor guards what delivery needs; the store's lock, which is taken first where both are needed,
 * guards the rest.
 */
final class Conversation {
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

  /** How many batches were accepted for subscribers; others read it too. Wraps around. */
  private volatile int accepted;

  /** The subscribers that have something to do here, as a chain. */
  @Nullable Lane lanes;

  // Not guarded.

  /** How many batches all their subscribers have finished. Wraps around. */
  private volatile int finished;

  Conversation(ConversationId id, Scope scope) {
    this.id = id;
    this.scope = scope;
  }

  /** The lane of a subscriber that is behind. The caller holds the monitor. */
  @Nullable Lane lane(Subscribed subscribed) {
    Lane lane = lanes;
    while (lane != null && lane.subscribed != subscribed) {
      lane = lane.sibling;
    }
    return lane;
  }

  /** Takes a lane out of the chain. The caller holds the monitor. */
  void remove(Lane lane) {
    if (lanes == lane) {
      lanes = lane.sibling;
      return;
    }
    for (Lane before = lanes; before != null; before = before.sibling) {
      if (before.sibling == lane) {
        before.sibling = lane.sibling;
        return;
      }
    }
  }

  /** How many batches some subscriber has not finished; exact for who holds the monitor. */
  int undelivered() {
    // In this order, or what is accepted and finished meanwhile could hide all the rest.
    int done = finished;
    return accepted - done;
  }

  /**
   * A batch is accepted, and not yet to be seen by who delivers it. The caller holds the monitor.
   */
  void accepted() {
    ACCEPTED.setRelease(this, accepted + 1);
  }

  /**
   * A batch is finished by all its subscribers. The conversation is used thereby, which is noted
   * before it can be forgotten: by whoever finishes the last, and that is who counts it.
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
