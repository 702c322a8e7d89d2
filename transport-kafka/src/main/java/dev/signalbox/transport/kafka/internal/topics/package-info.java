/** The topics: made when absent, checked when present. */
@NullMarked
package dev.signalbox.transport.kafka.internal.topics;

import org.jspecify.annotations.NullMarked;
