/** The records of the topics, as bytes. */
@NullMarked
package dev.signalbox.transport.kafka.internal.wire;

import org.jspecify.annotations.NullMarked;
