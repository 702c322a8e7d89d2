/** Where batches and voice calls come in. */
@NullMarked
package dev.signalbox.core.intake;

import org.jspecify.annotations.NullMarked;
