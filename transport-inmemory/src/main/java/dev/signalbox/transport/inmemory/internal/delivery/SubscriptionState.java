package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.spi.BatchSubscriber;

/**
 * A subscriber's place in a transport: the subscriber, and the threads that are its own (DLV-3).
 */
public final class SubscriptionState {
  final InMemoryDelivery delivery;
  final BatchSubscriber subscriber;
  final DeliveryPool pool;

  /** Tells the subscriber from others in the transport's store; 0 where there is none. */
  final int number;

  SubscriptionState(
      InMemoryDelivery delivery, BatchSubscriber subscriber, DeliveryPool pool, int number) {
    this.number = number;
    this.delivery = delivery;
    this.subscriber = subscriber;
    this.pool = pool;
  }
}
