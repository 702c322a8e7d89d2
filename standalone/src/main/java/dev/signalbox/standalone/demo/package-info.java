/** A demonstration: calls that a telephony system might have, for as long as it runs. */
@NullMarked
package dev.signalbox.standalone.demo;

import org.jspecify.annotations.NullMarked;
