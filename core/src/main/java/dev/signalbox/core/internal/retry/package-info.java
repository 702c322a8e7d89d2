/** No promise: when a client tries again, and how long one waits. */
@NullMarked
package dev.signalbox.core.internal.retry;

import org.jspecify.annotations.NullMarked;
