/** An HTTP server on Netty, behind the interface of the JDK's. */
@NullMarked
package dev.signalbox.engine.netty;

import org.jspecify.annotations.NullMarked;
