package dev.signalbox.transport.kafka.internal.topics;

/**
 * The topics as they were at the start.
 *
 * @param names their names
 * @param generation how often the topic of batches was made
 * @param batches how many partitions it has, and with it those of states and dead letters
 * @param calls how many partitions the topic of calls has
 * @param jti how many partitions the topic of claims has
 * @param batchesId the id of the topic of batches
 */
public record KnownTopics(
    TopicNames names, long generation, int batches, int calls, int jti, String batchesId) {}
