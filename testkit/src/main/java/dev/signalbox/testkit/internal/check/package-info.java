/** What a check is, and what became of it. */
@NullMarked
package dev.signalbox.testkit.internal.check;

import org.jspecify.annotations.NullMarked;
