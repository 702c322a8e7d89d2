/** The used token ids, as the log of claims tells them. */
@NullMarked
package dev.signalbox.transport.kafka.internal.replay;

import org.jspecify.annotations.NullMarked;
