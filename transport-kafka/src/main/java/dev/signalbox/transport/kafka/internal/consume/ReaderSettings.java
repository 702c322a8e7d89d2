package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.Safeguard;
import java.time.Duration;
import java.util.Set;

/**
 * How a subscriber is read for.
 *
 * @param maxWaiting how many batches of a conversation are held, and how many may wait until it is
 *     full
 * @param maxStuck on how many conversations a subscriber may be stuck
 * @param maxAttempts how often a batch is given to a subscriber with a name until it is a dead
 *     letter
 * @param retryDelay how long to wait before the second attempt; twice as long before each other one
 * @param commitInterval how often offsets are committed
 * @param conversationTtl how long the latest start time of a conversation is remembered
 * @param softBytes above so many bytes held, fewer batches of each conversation are held
 * @param hardBytes above so many bytes held, nothing more is read
 * @param maxWindow by how many offsets reading may be ahead of the lowest that is not done
 * @param safeguards those in place
 */
public record ReaderSettings(
    int maxWaiting,
    int maxStuck,
    int maxAttempts,
    Duration retryDelay,
    Duration commitInterval,
    Duration conversationTtl,
    long softBytes,
    long hardBytes,
    long maxWindow,
    Set<Safeguard> safeguards) {}
