/** The server, its connections, and the exchanges that handlers see. */
@NullMarked
package dev.signalbox.engine.netty.internal;

import org.jspecify.annotations.NullMarked;
