/** The file, the thread that writes it, and its tables. Not for users of the module. */
@NullMarked
package dev.signalbox.transport.sqlite.internal;

import org.jspecify.annotations.NullMarked;
