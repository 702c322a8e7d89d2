/** Finds, reads and watches rule files. */
@NullMarked
package dev.signalbox.rules.internal.file;

import org.jspecify.annotations.NullMarked;
