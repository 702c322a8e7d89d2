/** The voice calls, as the log of commands tells them. */
@NullMarked
package dev.signalbox.transport.kafka.internal.calls;

import org.jspecify.annotations.NullMarked;
