/**
 * JUnit classes to extend: one for each interface that can be implemented anew, and one for a whole
 * endpoint. A subclass says how to make what is to be tested, and inherits the tests.
 */
@NullMarked
package dev.signalbox.testkit.tck;

import org.jspecify.annotations.NullMarked;
