/** Tokens of the contract: signed, verified, and used once. */
@NullMarked
package dev.signalbox.tokens;

import org.jspecify.annotations.NullMarked;
