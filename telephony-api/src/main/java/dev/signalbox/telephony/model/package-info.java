/** What telephony systems tell of calls beside their signals. */
@NullMarked
package dev.signalbox.telephony.model;

import org.jspecify.annotations.NullMarked;
