/** No promise: how the sender sends. */
@NullMarked
package dev.signalbox.sender.internal;

import org.jspecify.annotations.NullMarked;
