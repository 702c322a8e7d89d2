package dev.signalbox.core.internal.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineNanosTest {
  @Test
  void aDeadlineIsItsNanoseconds() {
    assertEquals(1_500_000_000L, DeadlineNanos.of(Duration.ofMillis(1_500)));
    assertEquals(0, DeadlineNanos.of(Duration.ZERO));
  }

  @Test
  void aDeadlineInThePastIsNow() {
    assertEquals(0, DeadlineNanos.of(Duration.ofSeconds(Long.MIN_VALUE)));
  }

  @Test
  void theLongestDeadlineCanBeAddedToAnother() {
    long longest = DeadlineNanos.of(Duration.ofSeconds(Long.MAX_VALUE));
    assertTrue(longest + longest > longest);
  }
}
