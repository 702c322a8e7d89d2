package dev.signalbox.core.internal.retry;

import java.time.Duration;

/**
 * How long to wait after a failure: a random time up to a bound that doubles with each failure
 * ("full jitter"), so that senders that failed together don't return together.
 *
 * @param first the bound after the first failure
 * @param most the largest bound
 */
public record Backoff(Duration first, Duration most) {
  /**
   * How long to wait.
   *
   * @param failures how many there were in a row, 1 or more
   * @param jitter a random number, at least 0 and less than 1
   * @return nanoseconds, less than or equal to the bound
   */
  public long nanos(int failures, double jitter) {
    long bound = first.toNanos();
    for (int i = 1; i < failures && bound < most.toNanos(); i++) {
      bound *= 2;
    }
    return (long) (Math.min(bound, most.toNanos()) * jitter);
  }
}
