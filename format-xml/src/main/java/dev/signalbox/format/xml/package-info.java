/** The XML format of the contract's documents. */
@NullMarked
package dev.signalbox.format.xml;

import org.jspecify.annotations.NullMarked;
