/** No promise: what the public types of the HTTP transport are made of. */
@NullMarked
package dev.signalbox.transport.http.internal;

import org.jspecify.annotations.NullMarked;
