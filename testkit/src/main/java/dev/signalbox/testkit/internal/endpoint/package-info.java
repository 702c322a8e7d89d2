/** The checks of an endpoint from outside. */
@NullMarked
package dev.signalbox.testkit.internal.endpoint;

import org.jspecify.annotations.NullMarked;
