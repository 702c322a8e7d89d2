/**
 * What hostile bytes must never do, as targets of a fuzzer. A target is a class with a static
 * {@code fuzzerTestOneInput(byte[])} that throws when something holds no more; Jazzer drives it
 * ({@code .ci/fuzz}), and {@link dev.signalbox.moduletests.fuzz.FuzzTargetsTest} without Jazzer.
 */
@NullMarked
package dev.signalbox.moduletests.fuzz;

import org.jspecify.annotations.NullMarked;
