/** Native code that lies beside the program. */
@NullMarked
package dev.signalbox.standalone.natives;

import org.jspecify.annotations.NullMarked;
