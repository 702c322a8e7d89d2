package dev.signalbox.transport.kafka.internal.replay;

import static dev.signalbox.core.spi.ReplayGuard.Verdict.FIRST_USE;
import static dev.signalbox.core.spi.ReplayGuard.Verdict.FULL;
import static dev.signalbox.core.spi.ReplayGuard.Verdict.REPLAYED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.spi.ReplayGuard.Verdict;
import org.junit.jupiter.api.Test;

class ClaimRegistryTest {
  private final ClaimRegistry registry = new ClaimRegistry();

  private Verdict use(String scope, long id, long expiresAt, long mark, long now) {
    return registry.apply(scope, id, id, expiresAt, 3, mark, now);
  }

  @Test
  void theFirstClaimInTheLogCounts() {
    assertEquals(FIRST_USE, use("a", 1, 100, 10, 0));
    assertEquals(REPLAYED, use("a", 1, 100, 11, 0));
    assertEquals(FIRST_USE, use("b", 1, 100, 11, 0));
  }

  @Test
  void aClaimThatIsAppendedAgainIsTheSame() {
    assertEquals(FIRST_USE, use("a", 1, 100, 10, 0));
    assertEquals(FIRST_USE, use("a", 1, 100, 10, 1));
  }

  @Test
  void aFullMemoryForgetsNothingBeforeItExpires() {
    assertEquals(FIRST_USE, use("a", 1, 100, 1, 0));
    assertEquals(FIRST_USE, use("a", 2, 50, 2, 0));
    assertEquals(FIRST_USE, use("a", 3, 100, 3, 0));
    assertEquals(FULL, use("a", 4, 100, 4, 50));
    assertEquals(REPLAYED, use("a", 2, 50, 5, 50));
    assertEquals(FIRST_USE, use("a", 4, 100, 6, 51));
    assertEquals(REPLAYED, use("a", 1, 100, 7, 51));
    assertEquals(FULL, use("a", 5, 200, 8, 100));
    assertEquals(3, registry.size());
  }

  @Test
  void aTokenThatHasExpiredByTheLogsTimeDoesNotPass() {
    assertEquals(REPLAYED, use("a", 1, 100, 1, 101));
  }
}
