/** The other resources of the vendor's telephony API, and what is kept of their calls. */
@NullMarked
package dev.signalbox.telephony;

import org.jspecify.annotations.NullMarked;
