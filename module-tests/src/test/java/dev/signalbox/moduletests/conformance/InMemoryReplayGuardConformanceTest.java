package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.testkit.tck.ReplayGuardConformance;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import java.time.Clock;
import java.util.Optional;

class InMemoryReplayGuardConformanceTest extends ReplayGuardConformance {
  @Override
  protected ReplayGuard create() {
    return new InMemoryReplayGuard();
  }

  @Override
  protected Optional<ReplayGuard> create(int maxPerCallCenter, Clock clock) {
    return Optional.of(new InMemoryReplayGuard(maxPerCallCenter, clock));
  }
}
