/** Small helpers of the other packages. */
@NullMarked
package dev.signalbox.rules.internal;

import org.jspecify.annotations.NullMarked;
