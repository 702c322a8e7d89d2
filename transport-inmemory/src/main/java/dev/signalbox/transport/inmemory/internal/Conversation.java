package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.ConversationId;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: its legs, its numbers and its queue, which are forgotten together (CALL-5). Its
 * monitor guards what delivery needs; the store's lock, which is taken first where both are needed,
 * guards the rest.
 */
final class Conversation {
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

  /** How many batches some subscriber has not finished. */
  int undelivered;

  /** The batch accepted last of those that are not finished; null when all are. */
  @Nullable Delivery last;

  /** The subscribers that have something to do here, as a chain. */
  @Nullable Lane lanes;

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

  /** Puts a batch at the end of the chain. The caller holds the monitor. */
  void append(Delivery delivery) {
    delivery.previous = last;
    if (last != null) {
      last.next = delivery;
    }
    last = delivery;
    undelivered++;
  }

  /**
   * Takes a batch that everybody has finished out of the chain: behind one on which a subscriber is
   * stuck that has left since, any number of them would pile up. The caller holds the monitor.
   */
  void finished(Delivery delivery, long now) {
    lastUsed = now;
    undelivered--;
    Delivery before = delivery.previous;
    Delivery after = delivery.next;
    if (before != null) {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    } else {
      last = before;
    }
  }
}
