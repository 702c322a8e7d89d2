/** No promise: reading and writing keys and certificates. */
@NullMarked
package dev.signalbox.core.internal.pem;

import org.jspecify.annotations.NullMarked;
