package dev.signalbox.transport.kafka.internal.topics;

import dev.signalbox.transport.kafka.internal.client.Clients;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;

/** Whether a topic that is there is as it has to be. */
final class TopicCheck {
  private TopicCheck() {}

  static IllegalStateException wrong(
      String topic, String what, Object is, Object should, String help) {
    return new IllegalStateException(
        "The topic " + topic + " has " + what + " " + is + ", and it must be " + should + help);
  }

  /**
   * Checks one topic.
   *
   * @param spec what it has to be
   * @param found what it is
   * @param config its settings
   * @param brokers how many brokers there are
   * @param leastRetention the shortest time that its records have to be kept, in milliseconds
   * @throws IllegalStateException with a sentence on the first thing that is wrong
   */
  static void check(
      TopicSpec spec, TopicDescription found, Config config, int brokers, long leastRetention) {
    String name = spec.name();
    require(config, name, "cleanup.policy", spec.cleanup());
    require(config, name, "message.timestamp.type", "LogAppendTime");
    require(config, name, "unclean.leader.election.enable", "false");
    if (Integer.parseInt(value(config, "max.message.bytes")) < Clients.MAX_RECORD) {
      throw wrong(
          name,
          "max.message.bytes",
          value(config, "max.message.bytes"),
          Clients.MAX_RECORD + " or more",
          ": change it with kafka-configs.");
    }
    if (!spec.compacted()) {
      OptionalLong retention = TopicSpec.retention(value(config, "retention.ms"));
      if (retention.isPresent() && retention.getAsLong() < leastRetention) {
        throw wrong(
            name,
            "retention.ms",
            retention.getAsLong(),
            leastRetention + " or more",
            ": change it with kafka-configs.");
      }
      require(config, name, "retention.bytes", "-1");
    }
    int replicas = found.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    if (brokers >= 3 && replicas < 3) {
      throw wrong(
          name,
          "the replication factor",
          replicas,
          "3 or more, since there are " + brokers + " brokers",
          ": change it with kafka-reassign-partitions.");
    }
    int inSync = Integer.parseInt(value(config, "min.insync.replicas"));
    if (replicas >= 3 && inSync < 2) {
      throw wrong(
          name, "min.insync.replicas", inSync, "2 or more", ": change it with kafka-configs.");
    }
    if (inSync > replicas) {
      throw wrong(
          name,
          "min.insync.replicas",
          inSync,
          "at most the replication factor, " + replicas,
          ": change it with kafka-configs.");
    }
  }

  private static String value(Config config, String name) {
    return config.get(name).value();
  }

  private static void require(Config config, String topic, String name, String should) {
    String is = value(config, name);
    if (!is.equals(should)) {
      throw wrong(topic, name, is, should, ": change it with kafka-configs.");
    }
  }
}
