package dev.signalbox.transport.kafka.internal.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much memory the used token ids take in every instance. */
class ClaimMemoryFigures {
  private static final int CLAIMS = 1_000_000;

  @Test
  void claimsInMemory() {
    Random random = new Random(1);
    ClaimRegistry registry = new ClaimRegistry();
    long before = used();
    for (int i = 0; i < CLAIMS; i++) {
      registry.apply("center", random.nextLong(), i, 1_000_000, 2 * CLAIMS, random.nextLong(), 0);
    }
    long bytes = (used() - before) / CLAIMS;
    assertEquals(CLAIMS, registry.size());
    System.out.println("figures: a used token id takes " + bytes + " bytes in each instance");
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
