package dev.signalbox.transport.kafka;

import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.consume.DeadLetters;
import dev.signalbox.transport.kafka.internal.consume.FullConversations;
import dev.signalbox.transport.kafka.internal.consume.ReaderSettings;
import dev.signalbox.transport.kafka.internal.consume.SubscriptionReader;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.topics.TopicNames;
import dev.signalbox.transport.kafka.internal.topics.TopicSettings;
import dev.signalbox.transport.kafka.internal.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What a transport and a log share: clients, topics and dead letters. */
record Cluster(
    Clients clients, Admin admin, Topics opened, KnownTopics topics, DeadLetters deadLetters)
    implements AutoCloseable {
  private static final long SOFT_BYTES = 32L << 20;
  private static final long HARD_BYTES = 64L << 20;
  private static final long MAX_WINDOW = 1_000_000;

  static Cluster open(KafkaOptions options) {
    Clients clients = new Clients(options.bootstrap, options.clientSettings);
    TopicNames names = new TopicNames(options.topicPrefix);
    Admin admin;
    try {
      admin = clients.admin();
    } catch (KafkaException e) {
      throw new IllegalArgumentException(
          "The settings of the Kafka clients can't be used: "
              + Failures.line(e.getCause() == null ? e : e.getCause()),
          e);
    }
    try {
      Topics topics =
          new Topics(
              names,
              new TopicSettings(
                  options.partitions, options.conversationTtl, options.batchRetention),
              clients,
              admin);
      KnownTopics known = topics.open();
      return new Cluster(
          clients, admin, topics, known, new DeadLetters(names.deadLetters(), clients));
    } catch (RuntimeException e) {
      admin.close(Duration.ofSeconds(1));
      throw e;
    }
  }

  /** The ends of the partitions of batches. */
  Map<Integer, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  /** The beginnings of the partitions of batches. */
  Map<Integer, Long> beginnings() {
    return offsets(OffsetSpec.earliest());
  }

  private Map<Integer, Long> offsets(OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int p = 0; p < topics.batches(); p++) {
      asked.put(new TopicPartition(topics.names().batches(), p), spec);
    }
    try {
      Map<Integer, Long> found = new HashMap<>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((at, info) -> found.put(at.partition(), info.offset()));
      return found;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The brokers don't say how far the topic of batches goes: " + Failures.line(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while brokers were asked.", e);
    }
  }

  SubscriptionReader reader(
      Optional<String> name,
      Map<Integer, Long> starts,
      BatchSubscriber subscriber,
      KafkaOptions options,
      FullConversations fullness) {
    return new SubscriptionReader(
        topics,
        name.map(topics.names()::group),
        starts,
        subscriber,
        options.listener,
        new ReaderSettings(
            options.maxBatchesPerConversation,
            options.maxStuckCalls,
            options.maxAttempts,
            options.retryDelay,
            options.commitInterval,
            options.conversationTtl,
            SOFT_BYTES,
            HARD_BYTES,
            MAX_WINDOW,
            options.safeguards),
        clients,
        admin,
        deadLetters,
        fullness);
  }

  @Override
  public void close() {
    deadLetters.close();
    admin.close(Duration.ofSeconds(1));
  }
}
