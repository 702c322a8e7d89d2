package dev.signalbox.transport.kafka.internal.topics;

import java.time.Duration;

/**
 * How to make topics.
 *
 * @param partitions how many partitions each topic gets
 * @param conversationTtl how long a conversation is remembered
 * @param batchRetention how long batches are kept
 */
public record TopicSettings(int partitions, Duration conversationTtl, Duration batchRetention) {}
