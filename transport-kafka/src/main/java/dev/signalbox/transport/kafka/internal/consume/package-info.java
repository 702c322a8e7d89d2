/** The way of a batch from its topic to subscribers. */
@NullMarked
package dev.signalbox.transport.kafka.internal.consume;

import org.jspecify.annotations.NullMarked;
