/** Delivery between machines over Apache Kafka. */
@SuppressWarnings("requires-automatic") // kafka-clients has no descriptor
module dev.signalbox.transport.kafka {
  requires transitive dev.signalbox.core;
  requires kafka.clients;
  requires static org.jspecify;

  exports dev.signalbox.transport.kafka;

  provides dev.signalbox.core.spi.TransportProvider with
      dev.signalbox.transport.kafka.KafkaTransportProvider;
}
