/** The commands that speak to an endpoint, or work on files. */
@NullMarked
package dev.signalbox.standalone.tools;

import org.jspecify.annotations.NullMarked;
