/** What signal rules are, what a folder of them was read as, and what fires. */
@NullMarked
package dev.signalbox.rules.model;

import org.jspecify.annotations.NullMarked;
