package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import dev.signalbox.transport.kafka.internal.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The latest start times of conversations, as of a group's committed offsets. */
final class StateTopic {
  /** Longer than a transaction that a killed consumer left open. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String topic;
  private final byte[] prefix;
  private final Clients clients;
  private final Admin admin;

  StateTopic(String topic, String group, long generation, Clients clients, Admin admin) {
    this.topic = topic;
    this.clients = clients;
    this.admin = admin;
    prefix = Wire.join("latest", group, Long.toString(generation));
  }

  /** The record of a conversation's latest start time; null forgets it. */
  ProducerRecord<byte[], byte[]> record(int partition, ConversationKey key, @Nullable Long latest) {
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.bytes().length);
    System.arraycopy(key.bytes(), 0, whole, prefix.length, key.bytes().length);
    return new ProducerRecord<>(
        topic,
        partition,
        whole,
        latest == null ? null : ByteBuffer.allocate(8).putLong(latest).array());
  }

  /** The record that says that the group has read the partition. It outlives committed offsets. */
  ProducerRecord<byte[], byte[]> begun(int partition) {
    return new ProducerRecord<>(topic, partition, prefix, new byte[] {1});
  }

  /**
   * What is known of a partition.
   *
   * @param latest the latest start times
   * @param expired conversations whose start times are to be forgotten
   * @param begun whether the group has read the partition before
   */
  record Loaded(Map<ConversationKey, Long> latest, Set<ConversationKey> expired, boolean begun) {
    static Loaded nothing() {
      return new Loaded(new HashMap<>(), new HashSet<>(), false);
    }

    /** For a reader that begins anew: what is known is of a later offset, and to be forgotten. */
    Loaded anew() {
      Set<ConversationKey> all = new HashSet<>(expired);
      all.addAll(latest.keySet());
      return new Loaded(new HashMap<>(), all, begun);
    }
  }

  private record Entry(long latest, long timestamp) {}

  /**
   * The start times of a partition, up to all that was committed before this is called.
   *
   * @param age how old a record may be, by the newest one
   */
  Loaded load(int partition, Duration age) throws InterruptedException {
    TopicPartition at = new TopicPartition(topic, partition);
    Map<ConversationKey, Entry> found = new HashMap<>();
    boolean begun = false;
    long newest = 0;
    try (Consumer<byte[], byte[]> reader = clients.reader(true)) {
      long end =
          admin.listOffsets(Map.of(at, OffsetSpec.latest())).partitionResult(at).get().offset();
      reader.assign(Set.of(at));
      reader.seekToBeginning(Set.of(at));
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (reader.position(at) < end) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
          newest = Math.max(newest, record.timestamp());
          begun |= Arrays.equals(record.key(), prefix);
          read(record, found);
        }
        if (System.nanoTime() > until) {
          throw new KafkaException(
              "partition "
                  + partition
                  + " of "
                  + topic
                  + " can't be read to its end: a transaction"
                  + " hangs");
        }
      }
    } catch (ExecutionException e) {
      throw new KafkaException("the end of " + topic + " is not known", e.getCause());
    }
    Map<ConversationKey, Long> latest = new HashMap<>();
    Set<ConversationKey> expired = new HashSet<>();
    for (Map.Entry<ConversationKey, Entry> entry : found.entrySet()) {
      if (entry.getValue().timestamp() < newest - age.toMillis()) {
        expired.add(entry.getKey());
      } else {
        latest.put(entry.getKey(), entry.getValue().latest());
      }
    }
    return new Loaded(latest, expired, begun || !found.isEmpty());
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Map<ConversationKey, Entry> found) {
    byte[] key = record.key();
    if (key == null
        || key.length <= prefix.length
        || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
      return;
    }
    ConversationKey conversation =
        new ConversationKey(Arrays.copyOfRange(key, prefix.length, key.length));
    if (record.value() == null || record.value().length != 8) {
      found.remove(conversation);
    } else {
      found.put(
          conversation, new Entry(ByteBuffer.wrap(record.value()).getLong(), record.timestamp()));
    }
  }
}
