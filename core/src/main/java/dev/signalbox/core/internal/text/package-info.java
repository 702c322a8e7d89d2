/** No promise: text, numbers and ids. */
@NullMarked
package dev.signalbox.core.internal.text;

import org.jspecify.annotations.NullMarked;
