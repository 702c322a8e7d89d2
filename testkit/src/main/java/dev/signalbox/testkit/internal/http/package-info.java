/**
 * An HTTP client that sends requests as they are, what comes back, and the server that must never
 * be contacted.
 */
@NullMarked
package dev.signalbox.testkit.internal.http;

import org.jspecify.annotations.NullMarked;
