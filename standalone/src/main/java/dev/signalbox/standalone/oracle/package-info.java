/** The command that records what a client and an endpoint say to each other. */
@NullMarked
package dev.signalbox.standalone.oracle;

import org.jspecify.annotations.NullMarked;
