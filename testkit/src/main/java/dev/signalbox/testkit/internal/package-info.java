/** How the checks are run. */
@NullMarked
package dev.signalbox.testkit.internal;

import org.jspecify.annotations.NullMarked;
