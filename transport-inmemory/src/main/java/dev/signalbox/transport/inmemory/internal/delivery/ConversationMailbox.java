package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Submission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What delivery knows of a conversation: its sequence, its latest start time, and a queue for each
 * subscriber that has batches to get. This object's monitor guards all of it; the caller of a
 * method that "needs the monitor" holds it. The two volatile fields can be read without.
 */
public abstract class ConversationMailbox {
  private final ConversationId id;
  private volatile long lastUsed;
  private volatile boolean closed;

  /** The conversation's place in a store, 0 before it has one. Used by the store's thread alone. */
  private long row;

  private long nextSequence;
  private long latestStart = Long.MIN_VALUE;

  /** How many batches some subscriber has not finished. */
  private int undelivered;

  /** The queues that are not empty, as a linked list. */
  private @Nullable ConversationQueue queues;

  /** The mailbox of a conversation that is first used now, in the directory's milliseconds. */
  protected ConversationMailbox(ConversationId id, long now) {
    this.id = id;
    lastUsed = now;
  }

  public final ConversationId id() {
    return id;
  }

  public final long lastUsed() {
    return lastUsed;
  }

  public final void use(long now) {
    lastUsed = now;
  }

  public final boolean isClosed() {
    return closed;
  }

  /** Accepts no batch any more; the accepted ones are still delivered. Needs the monitor. */
  public final void close() {
    closed = true;
  }

  /** How many batches some subscriber has not finished. */
  public final synchronized int undelivered() {
    return undelivered;
  }

  /**
   * Fixes a batch's sequence and lateness (DLV-4). It is this conversation's even if the submission
   * names another one, whose key was linked to this since it was looked up. Needs the monitor.
   */
  final DeliveredBatch number(Submission submission) {
    List<ConversationEvent> events = submission.batch().events();
    boolean late = events.get(0).startTime() < latestStart;
    latestStart = Math.max(latestStart, events.get(events.size() - 1).startTime());
    return new DeliveredBatch(
        id,
        submission.vendorCallKey(),
        submission.providerName(),
        submission.batch(),
        submission.receivedAt(),
        nextSequence++,
        late);
  }

  public final long row() {
    return row;
  }

  public final void row(long inStore) {
    row = inStore;
  }

  /** Where the conversation stood when its store was written last. For a new mailbox. */
  public final synchronized void restore(long sequence, long start) {
    nextSequence = sequence;
    latestStart = start;
  }

  /** The number that the next batch gets. */
  public final synchronized long nextSequence() {
    return nextSequence;
  }

  /** The latest start time of all batches so far. */
  public final synchronized long latestStart() {
    return latestStart;
  }

  /** Takes back the number that was given last. Needs the monitor. */
  final void takeBack(NumberedBatch numbered) {
    nextSequence = numbered.batch.sequence();
    latestStart = numbered.latestStartBefore;
    undelivered--;
  }

  /** Counts a batch that is not in a queue yet. Needs the monitor. */
  final void expect() {
    undelivered++;
  }

  /**
   * Queues a batch for its subscribers. Needs the monitor.
   *
   * @return for each subscriber the queue that the caller has to schedule, after it has left the
   *     monitor; null where the queue is scheduled already
   */
  final @Nullable ConversationQueue[] enqueue(
      PendingDelivery delivery, SubscriptionState[] subscriptions) {
    undelivered++;
    return enqueueExpected(delivery, subscriptions);
  }

  /** The same for a batch that is counted already. Needs the monitor. */
  final @Nullable ConversationQueue[] enqueueExpected(
      PendingDelivery delivery, SubscriptionState... subscriptions) {
    @Nullable ConversationQueue[] unscheduled = new ConversationQueue[subscriptions.length];
    for (int i = 0; i < subscriptions.length; i++) {
      ConversationQueue queue = queues;
      while (queue != null && queue.subscription != subscriptions[i]) {
        queue = queue.next;
      }
      if (queue == null) {
        queues = new ConversationQueue(this, subscriptions[i], delivery, queues);
        unscheduled[i] = queues;
      } else {
        queue.add(delivery);
      }
    }
    return unscheduled;
  }

  /** Removes a queue that is empty. Needs the monitor. */
  final void remove(ConversationQueue queue) {
    if (queues == queue) {
      queues = queue.next;
      return;
    }
    for (ConversationQueue before = queues; before != null; before = before.next) {
      if (before.next == queue) {
        before.next = queue.next;
      }
    }
  }

  /** Counts a batch that all its subscribers have finished. Needs the monitor. */
  final void finished(InMemoryDelivery delivery) {
    undelivered--;
    if (undelivered == 0) {
      // With undelivered batches a conversation does not expire, so the last one alone counts.
      lastUsed = delivery.mailboxes.now();
    }
  }

  /** Abandons a transport's queues and adds their pools to a set; returns how many batches. */
  final synchronized int abandon(InMemoryDelivery delivery, Set<DeliveryPool> pools) {
    int count = 0;
    for (ConversationQueue queue = queues; queue != null; queue = queue.next) {
      if (queue.subscription.delivery == delivery) {
        pools.add(queue.subscription.pool);
        count += queue.abandon();
      }
    }
    return count;
  }
}
