package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Subscriber;

/** A subscription: a subscriber and the threads that are its own (DLV-3). */
final class Subscribed {
  /** Another one for each subscription, whichever transport's. */
  final int number;

  final Dispatcher dispatcher;
  final Subscriber subscriber;
  final Workers workers;

  /** Whether the subscriber is known to have finished a batch when it returns. */
  final boolean answersAtOnce;

  Subscribed(int number, Dispatcher dispatcher, Subscriber subscriber, Workers workers) {
    this.number = number;
    this.dispatcher = dispatcher;
    this.subscriber = subscriber;
    this.workers = workers;
    answersAtOnce = answersAtOnce(subscriber);
  }

  /** What the interface says of how to deliver, unless the class says otherwise. */
  private static boolean answersAtOnce(Subscriber subscriber) {
    try {
      return subscriber
          .getClass()
          .getMethod("deliver", DeliveredBatch.class)
          .getDeclaringClass()
          .equals(Subscriber.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      // It only costs a stage for each batch.
      return false;
    }
  }
}
