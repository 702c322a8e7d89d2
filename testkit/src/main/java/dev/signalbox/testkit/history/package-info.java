/**
 * A checker of histories: what clients and subscribers of a server saw, across crashes and
 * restarts, held against what a 202 promises. Record with a {@link
 * dev.signalbox.testkit.history.HistoryRecorder}, judge with a {@link
 * dev.signalbox.testkit.history.HistoryChecker}.
 */
@NullMarked
package dev.signalbox.testkit.history;

import org.jspecify.annotations.NullMarked;
