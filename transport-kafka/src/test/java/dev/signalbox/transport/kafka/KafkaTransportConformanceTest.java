package dev.signalbox.transport.kafka;

import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.testkit.tck.TransportConformance;
import java.time.Duration;

/** Subscribers without a name. */
class KafkaTransportConformanceTest extends TransportConformance {
  @Override
  protected Transport create(DeliveryListener listener) {
    return KafkaTransport.start(KafkaTransports.options().listener(listener).build());
  }

  @Override
  protected boolean inMemory() {
    return false;
  }

  @Override
  protected Duration patience() {
    return KafkaTransports.PATIENCE;
  }
}
