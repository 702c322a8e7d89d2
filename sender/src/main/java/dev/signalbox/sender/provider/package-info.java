/** Makes the relay for those that look transports up by name. */
@NullMarked
package dev.signalbox.sender.provider;

import org.jspecify.annotations.NullMarked;
