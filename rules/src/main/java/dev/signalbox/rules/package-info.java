/**
 * Signal rules: what they are, how they are read and evaluated, and what becomes of their actions.
 */
@NullMarked
package dev.signalbox.rules;

import org.jspecify.annotations.NullMarked;
