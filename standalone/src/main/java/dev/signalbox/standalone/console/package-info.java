/** The console: what happens in the server, as a page. */
@NullMarked
package dev.signalbox.standalone.console;

import org.jspecify.annotations.NullMarked;
