/** Faults on purpose: what is to go wrong, for which requests, and the answers that come of it. */
@NullMarked
package dev.signalbox.standalone.faults;

import org.jspecify.annotations.NullMarked;
