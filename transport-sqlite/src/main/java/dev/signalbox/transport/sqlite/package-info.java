/** Delivery, voice calls and used tokens that survive the process, in one SQLite file. */
@NullMarked
package dev.signalbox.transport.sqlite;

import org.jspecify.annotations.NullMarked;
