/** No promise: the reader and the writer of XML. */
@NullMarked
package dev.signalbox.format.xml.internal;

import org.jspecify.annotations.NullMarked;
