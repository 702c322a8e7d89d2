/** Delivery inside one process, and directories that live in memory. */
@NullMarked
package dev.signalbox.transport.inmemory;

import org.jspecify.annotations.NullMarked;
