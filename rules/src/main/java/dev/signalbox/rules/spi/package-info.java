/** What takes the actions of rules that fire. */
@NullMarked
package dev.signalbox.rules.spi;

import org.jspecify.annotations.NullMarked;
