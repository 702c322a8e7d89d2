/** The server: its options, and the composition of the modules. */
@NullMarked
package dev.signalbox.standalone.serve;

import org.jspecify.annotations.NullMarked;
