/** Delivery: mailboxes, their queues, and the threads. Not for users of the module. */
@NullMarked
package dev.signalbox.transport.inmemory.internal.delivery;

import org.jspecify.annotations.NullMarked;
