package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.spi.Subscriber;

/** A subscription: a subscriber and the threads that are its own (DLV-3). */
final class Subscribed {
  final Dispatcher dispatcher;
  final Subscriber subscriber;
  final Workers workers;

  Subscribed(Dispatcher dispatcher, Subscriber subscriber, Workers workers) {
    this.dispatcher = dispatcher;
    this.subscriber = subscriber;
    this.workers = workers;
  }
}
