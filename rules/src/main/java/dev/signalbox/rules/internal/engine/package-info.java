/** Rules laid out for evaluation, and what is remembered of a conversation. */
@NullMarked
package dev.signalbox.rules.internal.engine;

import org.jspecify.annotations.NullMarked;
