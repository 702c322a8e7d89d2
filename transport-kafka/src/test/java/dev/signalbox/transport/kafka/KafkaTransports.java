package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Options for transports on the shared broker, each with topics of its own. */
final class KafkaTransports {
  /** How long to wait for what has to happen, on a slow machine that does other things beside. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private KafkaTransports() {}

  static KafkaOptions.Builder options() {
    return options("t" + UUID.randomUUID());
  }

  static KafkaOptions.Builder options(String prefix) {
    Optional<KafkaBrokers> brokers = KafkaBrokers.shared();
    assumeTrue(brokers.isPresent(), "no broker: its jars can't be had");
    return KafkaOptions.builder(brokers.orElseThrow().bootstrap())
        .topicPrefix(prefix)
        .partitions(2)
        .retryDelay(Duration.ofMillis(10))
        // A slow machine is no broker that is away.
        .patience(Duration.ofSeconds(20))
        .deliveryTimeout(Duration.ofSeconds(40));
  }
}
