package dev.signalbox.transport.kafka.internal.topics;

import java.util.Map;

/**
 * The topics as they were at the start.
 *
 * @param names their names
 * @param generation how often the topic of batches was made
 * @param batches how many partitions it has, and with it those of states and dead letters
 * @param calls how many partitions the topic of calls has
 * @param jti how many partitions the topic of claims has
 * @param ids the ids of these three, by name: a topic that is made anew has another one
 */
public record KnownTopics(
    TopicNames names, long generation, int batches, int calls, int jti, Map<String, String> ids) {
  /** Copies the ids. */
  public KnownTopics {
    ids = Map.copyOf(ids);
  }
}
