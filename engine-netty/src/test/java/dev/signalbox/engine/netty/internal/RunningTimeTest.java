package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningTimeTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final long start = Long.MAX_VALUE - SECOND;
  private final RunningTime time = new RunningTime(SECOND, start);

  @Test
  void itGoesAsTheClockDoes() {
    for (int i = 1; i <= 10; i++) {
      time.look(start + i * SECOND + i);
      assertEquals(i * SECOND + i, time.now());
    }
  }

  @Test
  void aPauseOfTheProcessHardlyCounts() {
    time.look(start + SECOND);
    time.look(start + TimeUnit.HOURS.toNanos(1));
    assertEquals(3 * SECOND, time.now());
    time.look(start + TimeUnit.HOURS.toNanos(1) + SECOND);
    assertEquals(4 * SECOND, time.now());
  }
}
