package dev.signalbox.transport.kafka;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport.Subscription;
import dev.signalbox.core.spi.TransportLog;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.consume.DeadLetters;
import dev.signalbox.transport.kafka.internal.consume.FullConversations;
import dev.signalbox.transport.kafka.internal.consume.SubscriptionReader;
import dev.signalbox.transport.kafka.internal.wire.BatchRecord;
import dev.signalbox.transport.kafka.internal.wire.BatchRecord.Redelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic of batches, for tools that read it beside the servers. Thread-safe.
 *
 * @since 0.2.0
 */
public final class KafkaBatchLog implements TransportLog {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** The group that remembers which dead letters were handed back. */
  private static final String REPLAYED = "dlt-replayed";

  private final KafkaOptions options;
  private final Cluster cluster;
  private final List<SubscriptionReader> readers = new CopyOnWriteArrayList<>();

  private KafkaBatchLog(KafkaOptions options, Cluster cluster) {
    this.options = options;
    this.cluster = cluster;
  }

  /**
   * Opens the log. Topics that are absent are made.
   *
   * @param options where it is
   * @return the log
   * @throws IllegalArgumentException when an option can't be used
   * @throws IllegalStateException when brokers are out of reach, or a topic is not as it has to be
   */
  public static KafkaBatchLog open(KafkaOptions options) {
    return new KafkaBatchLog(options, Cluster.open(options));
  }

  @Override
  public Subscription read(Start start, Subscriber subscriber) {
    return read(
        Optional.empty(), start == Start.NOW ? cluster.ends() : cluster.beginnings(), subscriber);
  }

  @Override
  public Subscription read(String name, Subscriber subscriber) {
    return read(Optional.of(name), Map.of(), subscriber);
  }

  private Subscription read(
      Optional<String> name, Map<Integer, Long> starts, Subscriber subscriber) {
    SubscriptionReader reader = cluster.reader(name, starts, subscriber, options, new NeverFull());
    readers.add(reader);
    reader.start();
    return () -> {
      if (readers.remove(reader)) {
        reader.stop(Map.of(), System.nanoTime() + CLOSE.toNanos());
        reader.await();
      }
    };
  }

  /** A tool that is slow makes no server refuse anything. */
  private static final class NeverFull implements FullConversations {
    @Override
    public void mark(Optional<String> group, ConversationId conversation, boolean full) {
      // What waits is read again later.
    }

    @Override
    public List<ConversationId> fullOf(String group) {
      return List.of();
    }
  }

  @Override
  public long replayDeadLetters(Optional<String> name) {
    Optional<String> wanted = name.map(cluster.topics().names()::group);
    // Those of one subscriber have a place of their own, so that the others' are not passed over.
    String group = cluster.topics().names().group(REPLAYED) + name.map(n -> "." + n).orElse("");
    String topic = cluster.topics().names().deadLetters();
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < cluster.topics().batches(); p++) {
      all.add(new TopicPartition(topic, p));
    }
    try (Consumer<byte[], byte[]> reader = cluster.clients().member(group);
        Producer<byte[], byte[]> producer = cluster.clients().producer(options.deliveryTimeout)) {
      reader.assign(all);
      Map<TopicPartition, Long> ends = reader.endOffsets(all);
      List<Future<?>> sent = new ArrayList<>();
      producer.partitionsFor(cluster.topics().names().batches());
      while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> letter : reader.poll(Duration.ofMillis(200))) {
          Optional<Redelivery> owner = DeadLetters.owner(letter);
          if (letter.offset() < ends.getOrDefault(new TopicPartition(topic, letter.partition()), 0L)
              && owner.isPresent()
              && (wanted.isEmpty() || wanted.equals(owner.map(Redelivery::group)))) {
            sent.add(
                producer.send(
                    BatchRecord.again(
                        cluster.topics().names().batches(),
                        letter.partition(),
                        letter,
                        owner.get())));
          }
        }
      }
      for (Future<?> one : sent) {
        one.get();
      }
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      ends.forEach((at, end) -> done.put(at, new OffsetAndMetadata(end)));
      reader.commitSync(done);
      return sent.size();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Not every dead letter was handed back, so that some may be handed back twice: "
              + Failures.line(e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while dead letters were handed back.", e);
    }
  }

  @Override
  public void close() {
    long until = System.nanoTime() + CLOSE.toNanos();
    readers.forEach(reader -> reader.stop(Map.of(), until));
    readers.forEach(SubscriptionReader::await);
    cluster.close();
  }
}
