/** The command line's common parts: options, failures, the streams and the log. */
@NullMarked
package dev.signalbox.standalone.cli;

import org.jspecify.annotations.NullMarked;
