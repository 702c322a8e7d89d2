/** What an adapter implements, and what it is given. */
@NullMarked
package dev.signalbox.core.spi;

import org.jspecify.annotations.NullMarked;
