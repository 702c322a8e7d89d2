/** What every part of the transport may need to know. */
@NullMarked
package dev.signalbox.transport.kafka.internal;

import org.jspecify.annotations.NullMarked;
