package dev.signalbox.core.format;

/** What becomes of a batch whose events are not in ascending order of start time (EVT-4). */
public enum Ordering {
  /** The batch is refused; the default. */
  REJECT,
  /** The events are sorted by start time, stably. */
  SORT
}
