/** Voice calls, their legs and conversations, in memory. Not for users of the module. */
@NullMarked
package dev.signalbox.transport.inmemory.internal.calls;

import org.jspecify.annotations.NullMarked;
