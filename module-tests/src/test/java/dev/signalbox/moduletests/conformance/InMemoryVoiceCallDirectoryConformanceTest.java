package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

class InMemoryVoiceCallDirectoryConformanceTest extends VoiceCallDirectoryConformance {
  @Override
  protected VoiceCallDirectory create() {
    return new InMemoryVoiceCallDirectory();
  }

  @Override
  protected Optional<VoiceCallDirectory> create(
      int maxConversations, Duration timeToLive, Clock clock) {
    return Optional.of(
        InMemoryVoiceCallDirectory.builder()
            .maxConversations(maxConversations)
            .timeToLive(timeToLive)
            .clock(clock)
            .build());
  }
}
