package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class SqliteVoiceCallDirectoryConformanceTest extends VoiceCallDirectoryConformance {
  private final DataFolders folders = new DataFolders();

  @Override
  protected VoiceCallDirectory create() {
    return SqliteVoiceCallDirectory.of(folders.database());
  }

  @Override
  protected Optional<VoiceCallDirectory> create(
      int maxConversations, Duration timeToLive, Clock clock) {
    return Optional.of(
        SqliteVoiceCallDirectory.builder(folders.database())
            .maxConversations(maxConversations)
            .timeToLive(timeToLive)
            .clock(clock)
            .build());
  }

  @AfterEach
  void remove() {
    folders.remove();
  }
}
