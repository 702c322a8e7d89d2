package dev.signalbox.moduletests.kafka;

import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.testkit.tck.ReplayGuardConformance;
import dev.signalbox.transport.kafka.KafkaTransport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class KafkaReplayGuardConformanceTest extends ReplayGuardConformance {
  private final List<KafkaTransport> created = new ArrayList<>();

  @Override
  protected ReplayGuard create() {
    KafkaTransport transport =
        KafkaTransport.start(KafkaTransports.options().partitions(1).build());
    created.add(transport);
    return transport.replays();
  }

  @AfterEach
  void stop() {
    created.forEach(KafkaTransport::close);
  }
}
