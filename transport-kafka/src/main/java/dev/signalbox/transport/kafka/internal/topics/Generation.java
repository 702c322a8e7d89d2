package dev.signalbox.transport.kafka.internal.topics;

import dev.signalbox.transport.kafka.internal.wire.Wire;
import java.util.List;
import java.util.Optional;

/**
 * Which topics belong together, as the topic of states keeps it.
 *
 * @param number how often the topic of batches was made: the upper part of each sequence
 * @param batches the id and the number of partitions of that topic
 * @param calls those of the topic of calls
 * @param jti those of the topic of claims
 */
record Generation(long number, Identity batches, Identity calls, Identity jti) {
  /** The key of its record. */
  static final byte[] KEY = Wire.join("generation");

  /**
   * A topic as it was made once.
   *
   * @param id its id, which a topic of the same name made anew does not have
   * @param partitions how many partitions it has
   */
  record Identity(String id, int partitions) {}

  byte[] bytes() {
    return Wire.join(
        Long.toString(number),
        batches.id(),
        Integer.toString(batches.partitions()),
        calls.id(),
        Integer.toString(calls.partitions()),
        jti.id(),
        Integer.toString(jti.partitions()));
  }

  static Optional<Generation> read(byte[] bytes) {
    Optional<List<String>> parts = Wire.split(bytes);
    if (parts.isEmpty() || parts.get().size() != 7) {
      return Optional.empty();
    }
    List<String> p = parts.get();
    try {
      return Optional.of(
          new Generation(
              Long.parseLong(p.get(0)),
              new Identity(p.get(1), Integer.parseInt(p.get(2))),
              new Identity(p.get(3), Integer.parseInt(p.get(4))),
              new Identity(p.get(5), Integer.parseInt(p.get(6)))));
    } catch (NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  boolean sameTopics(Generation other) {
    return batches.equals(other.batches) && calls.equals(other.calls) && jti.equals(other.jti);
  }
}
