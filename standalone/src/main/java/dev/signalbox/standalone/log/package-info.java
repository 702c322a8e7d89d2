/** What the server says of itself and of its requests on stderr. */
@NullMarked
package dev.signalbox.standalone.log;

import org.jspecify.annotations.NullMarked;
