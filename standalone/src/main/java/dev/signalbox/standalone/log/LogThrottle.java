package dev.signalbox.standalone.log;

import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/** Lets the first of many lines through, and counts the rest. Thread-safe. */
final class LogThrottle {
  private final int most;
  private final Executor later;
  private final LongConsumer report;
  private boolean open;
  private int admitted;
  private long suppressed;

  /**
   * LogThrottle of a length.
   *
   * @param most how many lines of a burst are let through
   * @param later runs what ends a burst, some time after it began
   * @param report gets, at the end of a burst, the number of lines left out, where there were any
   */
  LogThrottle(int most, Executor later, LongConsumer report) {
    this.most = most;
    this.later = later;
    this.report = report;
  }

  /** Whether a line is let through. */
  synchronized boolean admit() {
    if (!open) {
      open = true;
      later.execute(this::end);
    }
    if (admitted < most) {
      admitted++;
      return true;
    }
    suppressed++;
    return false;
  }

  /** Ends a burst, if there is one. */
  void end() {
    long count;
    synchronized (this) {
      count = suppressed;
      open = false;
      admitted = 0;
      suppressed = 0;
    }
    if (count > 0) {
      report.accept(count);
    }
  }
}
