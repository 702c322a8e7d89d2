/** The memory of used token ids. Not for users of the module. */
@NullMarked
package dev.signalbox.transport.inmemory.internal.replay;

import org.jspecify.annotations.NullMarked;
