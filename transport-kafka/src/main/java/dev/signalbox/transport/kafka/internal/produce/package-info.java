/** The way of a batch into its topic. */
@NullMarked
package dev.signalbox.transport.kafka.internal.produce;

import org.jspecify.annotations.NullMarked;
