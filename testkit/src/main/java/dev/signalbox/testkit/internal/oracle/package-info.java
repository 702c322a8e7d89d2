/** Recorded exchanges with an endpoint, and the comparison of another endpoint with them. */
@NullMarked
package dev.signalbox.testkit.internal.oracle;

import org.jspecify.annotations.NullMarked;
