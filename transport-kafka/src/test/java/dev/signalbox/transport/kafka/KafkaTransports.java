package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.UUID;

/** Options for transports on the shared broker, each with topics of its own. */
final class KafkaTransports {
  private KafkaTransports() {}

  static KafkaOptions.Builder options() {
    return options("t" + UUID.randomUUID());
  }

  static KafkaOptions.Builder options(String prefix) {
    Optional<KafkaBrokers> brokers = KafkaBrokers.shared();
    assumeTrue(brokers.isPresent(), "no broker: its jars can't be had");
    return KafkaOptions.builder(brokers.orElseThrow().bootstrap())
        .topicPrefix(prefix)
        .partitions(2);
  }
}
