/** The server under load and faults, from outside: what {@code .ci/load} runs. */
@NullMarked
package dev.signalbox.standalone.load;

import org.jspecify.annotations.NullMarked;
