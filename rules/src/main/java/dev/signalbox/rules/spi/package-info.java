/** What other code implements: the handlers that act when a rule fires. */
@NullMarked
package dev.signalbox.rules.spi;

import org.jspecify.annotations.NullMarked;
