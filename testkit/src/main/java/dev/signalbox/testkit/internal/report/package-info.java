/** What a run found, for a terminal and for other programs. */
@NullMarked
package dev.signalbox.testkit.internal.report;

import org.jspecify.annotations.NullMarked;
