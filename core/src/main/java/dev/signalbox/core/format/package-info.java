/** The forms in which documents travel, and what the contract asks of their content. */
@NullMarked
package dev.signalbox.core.format;

import org.jspecify.annotations.NullMarked;
