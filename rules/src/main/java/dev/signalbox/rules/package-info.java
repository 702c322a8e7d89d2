/**
 * The entry points to signal rules: read them from a folder, evaluate them on delivered batches,
 * and act when they fire.
 */
@NullMarked
package dev.signalbox.rules;

import org.jspecify.annotations.NullMarked;
