/** How a request is read, and when it is refused before a handler sees it. */
@NullMarked
package dev.signalbox.engine.netty.internal.http;

import org.jspecify.annotations.NullMarked;
