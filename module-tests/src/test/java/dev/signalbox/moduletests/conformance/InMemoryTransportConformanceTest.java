package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.testkit.tck.TransportConformance;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;

class InMemoryTransportConformanceTest extends TransportConformance {
  @Override
  protected Transport create(DeliveryListener listener) {
    return InMemoryTransport.builder(new InMemoryVoiceCallDirectory()).listener(listener).build();
  }
}
