/** The checks of a sender, and the endpoint that it is pointed at. */
@NullMarked
package dev.signalbox.testkit.internal.sender;

import org.jspecify.annotations.NullMarked;
