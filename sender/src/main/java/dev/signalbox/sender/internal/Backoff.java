package dev.signalbox.sender.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: anything from nothing up to a bound that doubles with each
 * failure ("full jitter"), so that many senders don't come back at the same moment.
 */
public record Backoff(Duration first, Duration most, RandomGenerator random) {
  /**
   * How long to wait now.
   *
   * @param failures how many there were in a row, 1 or more
   * @return nanoseconds
   */
  long nanos(int failures) {
    long bound = first.toNanos();
    for (int i = 1; i < failures && bound < most.toNanos(); i++) {
      bound *= 2;
    }
    return random.nextLong(Math.min(bound, most.toNanos()) + 1);
  }
}
