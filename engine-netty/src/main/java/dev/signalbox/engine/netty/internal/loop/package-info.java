/** Event loops that go on after any failure, and the log that never makes them wait. */
@NullMarked
package dev.signalbox.engine.netty.internal.loop;

import org.jspecify.annotations.NullMarked;
