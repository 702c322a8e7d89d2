package dev.signalbox.core.internal.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the time to wait grows with the failures. */
class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofNanos(100), Duration.ofNanos(1000));

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1000", "6, 1000", "2147483647, 1000"})
  void theBoundDoublesWithEachFailureUpToTheLargest(int failures, long bound) {
    assertEquals(bound / 2, BACKOFF.nanos(failures, 0.5));
    assertEquals(bound / 4, BACKOFF.nanos(failures, 0.25));
    assertEquals(0, BACKOFF.nanos(failures, 0));
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 1000"})
  void theFirstBoundIsNoLargerThanTheLargest(int failures, long bound) {
    Backoff backoff = new Backoff(Duration.ofNanos(4000), Duration.ofNanos(1000));
    assertEquals(bound / 2, backoff.nanos(failures, 0.5));
  }
}
