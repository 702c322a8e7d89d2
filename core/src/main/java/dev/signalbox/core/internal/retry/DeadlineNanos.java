package dev.signalbox.core.internal.retry;

import java.time.Duration;

/** Deadlines as nanoseconds from now. */
public final class DeadlineNanos {
  /** Longer times would overflow when they are added to one another. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private DeadlineNanos() {}

  /** A deadline in nanoseconds: none where it is negative, and at most a hundred years. */
  public static long of(Duration deadline) {
    if (deadline.isNegative()) {
      return 0;
    }
    return (deadline.compareTo(FOREVER) < 0 ? deadline : FOREVER).toNanos();
  }
}
