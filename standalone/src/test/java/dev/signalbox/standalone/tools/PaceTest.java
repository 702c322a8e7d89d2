package dev.signalbox.standalone.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final List<Long> waits = new ArrayList<>();
  private long now = 1_000_000;

  private SentLine line(long recordedAt, CategoryEvent event) {
    return new SentLine(new VendorCallKey("k"), EventBatch.of("S", event), recordedAt);
  }

  private Pace pace(double factor) {
    return new Pace(
        factor,
        () -> now,
        millis -> {
          waits.add(millis);
          now += millis;
        });
  }

  @Test
  void linesWaitForTheirTurnAndTheirTimesAreMoved() throws Exception {
    Pace pace = pace(1);
    assertEquals(
        999_900,
        pace.await(line(500, CategoryEvent.of("a", 400))).batch().events().get(0).startTime());
    SentLine later = pace.await(line(2500, CategoryEvent.builder("b", 2000).endTime(2400).build()));
    assertEquals(List.of(2000L), waits);
    assertEquals(1_001_500, later.batch().events().get(0).startTime());
    assertEquals(OptionalLong.of(1_001_900), later.batch().events().get(0).endTime());
  }

  @Test
  void aFactorMakesItFasterAndOutOfOrderLinesFollowAtOnce() throws Exception {
    Pace pace = pace(4);
    pace.await(line(0, CategoryEvent.of("a", 0)));
    pace.await(line(4000, CategoryEvent.of("b", 4000)));
    pace.await(line(2000, CategoryEvent.of("c", 2000)));
    assertEquals(List.of(1000L), waits);
  }
}
