/** Call centers and their keys, as the command line names them. */
@NullMarked
package dev.signalbox.standalone.identity;

import org.jspecify.annotations.NullMarked;
