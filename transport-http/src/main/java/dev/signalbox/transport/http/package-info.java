/** The endpoint of the contract over HTTP. */
@NullMarked
package dev.signalbox.transport.http;

import org.jspecify.annotations.NullMarked;
