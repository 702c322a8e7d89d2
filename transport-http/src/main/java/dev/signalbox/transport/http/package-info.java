/** The contract over HTTP: the endpoint with its tokens and its XML form, and the sender. */
@NullMarked
package dev.signalbox.transport.http;

import org.jspecify.annotations.NullMarked;
