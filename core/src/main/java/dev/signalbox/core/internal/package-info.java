/** No promise: what core's public types share. */
@NullMarked
package dev.signalbox.core.internal;

import org.jspecify.annotations.NullMarked;
