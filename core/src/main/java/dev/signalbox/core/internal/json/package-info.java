/** No promise: reading and writing JSON. */
@NullMarked
package dev.signalbox.core.internal.json;

import org.jspecify.annotations.NullMarked;
