package dev.signalbox.transport.kafka.internal.topics;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a topic has to be like.
 *
 * @param name its name
 * @param partitions how many partitions it is made with
 * @param compacted whether it is cleaned by compaction, rather than by time
 * @param retentionMillis how long its records are kept at least
 * @param settings what it is made with beside that
 */
record TopicSpec(
    String name,
    int partitions,
    boolean compacted,
    long retentionMillis,
    Map<String, String> settings) {
  String cleanup() {
    return compacted ? "compact" : "delete";
  }

  /** How long it keeps records, as a topic's setting says it. */
  static OptionalLong retention(String setting) {
    long millis = Long.parseLong(setting);
    return millis < 0 ? OptionalLong.empty() : OptionalLong.of(millis);
  }
}
