/** The server program: its command line, and the composition of the modules. */
@NullMarked
package dev.signalbox.standalone;

import org.jspecify.annotations.NullMarked;
