/**
 * Events of a running voice call: what they are, how a batch is checked, keyed and ordered, and the
 * interfaces through which it comes in and goes out.
 */
@NullMarked
package dev.signalbox.core;

import org.jspecify.annotations.NullMarked;
