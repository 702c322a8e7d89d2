/** Sends events to an endpoint of the contract, and relays to it. */
@NullMarked
package dev.signalbox.sender;

import org.jspecify.annotations.NullMarked;
