/** The control API: what came in, what was delivered, and faults, for tests and for the console. */
@NullMarked
package dev.signalbox.standalone.control;

import org.jspecify.annotations.NullMarked;
