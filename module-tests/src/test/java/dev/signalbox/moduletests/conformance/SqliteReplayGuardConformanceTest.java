package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.testkit.tck.ReplayGuardConformance;
import dev.signalbox.transport.sqlite.SqliteReplayGuard;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class SqliteReplayGuardConformanceTest extends ReplayGuardConformance {
  private final DataFolders folders = new DataFolders();

  @Override
  protected ReplayGuard create() {
    return SqliteReplayGuard.of(folders.database());
  }

  @Override
  protected Optional<ReplayGuard> create(int maxPerCallCenter, Clock clock) {
    return Optional.of(SqliteReplayGuard.of(folders.database(), maxPerCallCenter, clock));
  }

  @AfterEach
  void remove() {
    folders.remove();
  }
}
