/**
 * Checks of an endpoint and of a sender from outside, and the generators that they use: valid
 * batches, single violations, transfer trees, hostile bytes, hostile tokens, raw requests.
 */
@NullMarked
package dev.signalbox.testkit;

import org.jspecify.annotations.NullMarked;
