/** What a browser sees that comes without knowing the console's address. */
@NullMarked
package dev.signalbox.standalone.landing;

import org.jspecify.annotations.NullMarked;
