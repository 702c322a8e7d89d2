package dev.signalbox.moduletests.kafka;

import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import dev.signalbox.transport.kafka.KafkaTransport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class KafkaVoiceCallsConformanceTest extends VoiceCallDirectoryConformance {
  private final List<KafkaTransport> created = new ArrayList<>();

  @Override
  protected VoiceCallDirectory create() {
    KafkaTransport transport =
        KafkaTransport.start(KafkaTransports.options().partitions(1).build());
    created.add(transport);
    return transport.calls();
  }

  @AfterEach
  void stop() {
    created.forEach(KafkaTransport::close);
  }
}
