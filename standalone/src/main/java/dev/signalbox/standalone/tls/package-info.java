/** TLS for the server: certificates and keys from files, read again when these change. */
@NullMarked
package dev.signalbox.standalone.tls;

import org.jspecify.annotations.NullMarked;
