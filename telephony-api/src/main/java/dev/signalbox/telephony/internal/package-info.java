/** How requests are read and judged. */
@NullMarked
package dev.signalbox.telephony.internal;

import org.jspecify.annotations.NullMarked;
