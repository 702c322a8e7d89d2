/** No promise: when a client tries again. */
@NullMarked
package dev.signalbox.core.internal.retry;

import org.jspecify.annotations.NullMarked;
