package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.spi.BatchSubscriber;

/**
 * A subscriber's place in a transport: the subscriber, and the threads that are its own (DLV-3).
 */
final class SubscriptionState {
  final InMemoryDelivery delivery;
  final BatchSubscriber subscriber;
  final DeliveryPool pool;

  SubscriptionState(InMemoryDelivery delivery, BatchSubscriber subscriber, DeliveryPool pool) {
    this.delivery = delivery;
    this.subscriber = subscriber;
    this.pool = pool;
  }
}
