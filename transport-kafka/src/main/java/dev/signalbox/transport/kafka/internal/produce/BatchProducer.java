package dev.signalbox.transport.kafka.internal.produce;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.client.PartitionHealth;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.wire.BatchRecord;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches. Until a batch is handed to the client it is refused when something is in its
 * way; from then on it is accepted when all replicas in sync have it, and otherwise in doubt
 * (RES-2). Thread-safe; nothing blocks the caller.
 */
public final class BatchProducer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int QUEUE = 10_000;

  /** What a record takes beside its value: key, headers and the batch around it. */
  private static final int OVERHEAD = 4_096;

  /** More than all records that a client has in flight to a partition. */
  private static final int MOST_BEHIND = 2_000;

  /** Is notified of each batch that was acknowledged. */
  @FunctionalInterface
  public interface Acknowledged {
    /**
     * A batch is in the log.
     *
     * @param submission the batch
     * @param time when, by the log
     * @param sequence its number
     * @param late whether it is late, as far as this instance knows
     */
    void acknowledged(Submission submission, long time, long sequence, boolean late);
  }

  private final KnownTopics topics;
  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final ThreadPoolExecutor thread;
  private final PartitionHealth[] health;

  /** The partitions' ends at the start, and the highest offsets that were acknowledged since. */
  private final AtomicLongArray begins;

  private final AtomicLongArray highest;
  private volatile boolean madeAnew;
  private final LatestStarts latest = new LatestStarts();
  private final Acknowledged acknowledged;

  /**
   * A producer of batches.
   *
   * @param topics the topics
   * @param ends the ends of the partitions
   * @param clients makes clients
   * @param deliveryTimeout after how long a batch without an acknowledgement is in doubt
   * @param patience how long a batch may wait until others of its partition are refused
   * @param acknowledged is notified, on a thread of the client
   */
  public BatchProducer(
      KnownTopics topics,
      Map<Integer, Long> ends,
      Clients clients,
      Duration deliveryTimeout,
      Duration patience,
      Acknowledged acknowledged) {
    this.topics = topics;
    this.acknowledged = acknowledged;
    topic = topics.names().batches();
    health = new PartitionHealth[topics.batches()];
    begins = new AtomicLongArray(health.length);
    highest = new AtomicLongArray(health.length);
    for (int p = 0; p < health.length; p++) {
      begins.set(p, ends.getOrDefault(p, 0L));
      health[p] = new PartitionHealth(patience.toNanos());
    }
    producer = clients.producer(deliveryTimeout);
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> {
              Thread made = new Thread(task, "signalbox-kafka-send");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Gets what the client needs to know before the first batch, which would be refused otherwise.
   *
   * @param patience how long that may take
   * @return whether the client knows it now
   */
  public boolean warmUp(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    do {
      try {
        producer.partitionsFor(topic);
        return true;
      } catch (org.apache.kafka.common.errors.TimeoutException notYet) {
        LOG.log(Level.DEBUG, topic, notYet);
      }
    } while (System.nanoTime() < until);
    return false;
  }

  /**
   * Appends a batch.
   *
   * @param key the conversation
   * @param partition its partition
   * @param submission the batch
   * @return what became of it; the stage does not fail
   */
  public CompletionStage<Acceptance> append(
      ConversationKey key, int partition, Submission submission) {
    PartitionHealth partitionHealth = health[partition];
    if (!partitionHealth.admit(System.nanoTime())) {
      return CompletableFuture.completedStage(unavailable());
    }
    CompletableFuture<Acceptance> answer = new CompletableFuture<>();
    try {
      thread.execute(() -> hand(key, partition, submission, answer));
    } catch (RejectedExecutionException full) {
      partitionHealth.withdrawn();
      return CompletableFuture.completedStage(unavailable());
    }
    return answer;
  }

  private static Acceptance unavailable() {
    return new Acceptance.Refused(
        Clause.RES_4,
        "The server can't reach what keeps the batches: try again, nothing of it was taken.",
        RETRY);
  }

  private void hand(
      ConversationKey key,
      int partition,
      Submission submission,
      CompletableFuture<Acceptance> answer) {
    ProducerRecord<byte[], byte[]> made = BatchRecord.of(topic, partition, key, submission);
    if (made.value().length > Clients.MAX_RECORD - OVERHEAD) {
      health[partition].withdrawn();
      answer.complete(tooLarge(made.value().length));
      return;
    }
    Thread here = Thread.currentThread();
    boolean[] handedOver = {false};
    try {
      var unused =
          producer.send(
              made,
              (metadata, failure) -> {
                if (failure != null && Thread.currentThread() == here && !handedOver[0]) {
                  // The client did not take it: it waited for room or for a leader.
                  health[partition].withdrawn();
                  answer.complete(
                      failure instanceof RecordTooLargeException
                          ? tooLarge(made.value().length)
                          : unavailable());
                  return;
                }
                health[partition].ended(failure == null, System.nanoTime());
                answer.complete(ended(key, submission, metadata, failure));
              });
      handedOver[0] = true;
    } catch (RuntimeException notTaken) {
      health[partition].withdrawn();
      answer.complete(unavailable());
    }
  }

  private Acceptance ended(
      ConversationKey key,
      Submission submission,
      RecordMetadata metadata,
      @Nullable Exception failure) {
    if (failure != null) {
      return new Acceptance.Unknown(
          "the brokers have not said whether they have the batch: " + Failures.line(failure));
    }
    if (isBehind(metadata)) {
      madeAnew = true;
      return new Acceptance.Unknown(
          "the topic " + topic + " was made anew, so that the batch's number may be another one");
    }
    var events = submission.batch().events();
    boolean late =
        latest.isLate(key, events.get(0).startTime(), events.get(events.size() - 1).startTime());
    long sequence = BatchRecord.sequence(topics.generation(), metadata.offset());
    acknowledged.acknowledged(submission, metadata.timestamp(), sequence, late);
    return new Acceptance.Accepted(sequence, late);
  }

  /**
   * Whether an offset was given out before, which a topic does that was deleted and made anew. One
   * that was acknowledged at the second attempt is behind by a few.
   */
  private boolean isBehind(RecordMetadata metadata) {
    if (!metadata.hasOffset()) {
      return false;
    }
    int p = metadata.partition();
    long before = highest.getAndAccumulate(p, metadata.offset(), Math::max);
    return metadata.offset() < begins.get(p) || metadata.offset() < before - MOST_BEHIND;
  }

  /** Whether the topic was deleted and made anew since the start. */
  public boolean isMadeAnew() {
    return madeAnew;
  }

  private static Acceptance tooLarge(int bytes) {
    return new Acceptance.Invalid(
        List.of(
            new Violation(
                Clause.BODY_4,
                "",
                "The batch takes "
                    + bytes
                    + " bytes, which is more than the topic takes: send fewer events at once.")));
  }

  /** Whether every partition acknowledges. */
  public boolean isHealthy() {
    long now = System.nanoTime();
    for (PartitionHealth one : health) {
      if (!one.isHealthy(now)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until everything that was handed over has an outcome, at the longest until it is in
   * doubt.
   */
  public void flush() {
    CompletableFuture<Void> handed = new CompletableFuture<>();
    try {
      thread.execute(() -> handed.complete(null));
      handed.get(5, TimeUnit.SECONDS);
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException closed) {
      LOG.log(Level.DEBUG, "what was handed over has its outcome by its own deadline", closed);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
