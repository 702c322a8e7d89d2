package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.DeliveredBatch;
import org.jspecify.annotations.Nullable;

/**
 * An accepted batch until every subscriber has finished it. The batches of a conversation that are
 * not finished form one chain, in which each subscriber's lane has its place; so all of them see
 * the same order.
 */
final class Delivery {
  final DeliveredBatch batch;
  final long weight;

  /** Who had subscribed when the batch was accepted. */
  final Subscribed[] subscribers;

  // Guarded by the conversation.

  /** How many of them have not finished. */
  int remaining;

  @Nullable Delivery next;
  @Nullable Delivery previous;

  Delivery(DeliveredBatch batch, long weight, Subscribed[] subscribers) {
    this.batch = batch;
    this.weight = weight;
    this.subscribers = subscribers;
    remaining = subscribers.length;
  }

  /** The next batch after this one that a subscriber is to get. */
  @Nullable Delivery nextFor(Subscribed subscribed) {
    Delivery following = next;
    while (following != null && !following.isFor(subscribed)) {
      following = following.next;
    }
    return following;
  }

  private boolean isFor(Subscribed subscribed) {
    for (Subscribed one : subscribers) {
      if (one == subscribed) {
        return true;
      }
    }
    return false;
  }
}
