/** A log of commands that every instance applies in the same order. */
@NullMarked
package dev.signalbox.transport.kafka.internal.log;

import org.jspecify.annotations.NullMarked;
