/** The command line. */
@NullMarked
package dev.signalbox.testkit.internal.cli;

import org.jspecify.annotations.NullMarked;
