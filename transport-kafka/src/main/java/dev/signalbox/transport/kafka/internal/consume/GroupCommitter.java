package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;

/**
 * Commits offsets and the start times as of them in one transaction, so that the member that takes
 * over sees both or neither (DLV-4). Used by one thread.
 */
final class GroupCommitter implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");

  private final String topic;
  private final String group;
  private final StateTopic state;
  private final Clients clients;
  private @Nullable Producer<byte[], byte[]> producer;

  GroupCommitter(String topic, String group, StateTopic state, Clients clients) {
    this.topic = topic;
    this.group = group;
    this.state = state;
    this.clients = clients;
  }

  /**
   * Commits what the partitions have to commit.
   *
   * @return whether it is committed; if not, it is tried again with the next one
   */
  boolean commit(Iterable<PartitionDelivery> partitions, ConsumerGroupMetadata member) {
    Map<PartitionDelivery, PartitionDelivery.Snapshot> all = new HashMap<>();
    for (PartitionDelivery partition : partitions) {
      Optional<PartitionDelivery.Snapshot> snapshot = partition.snapshot();
      snapshot.ifPresent(some -> all.put(partition, some));
    }
    if (all.isEmpty()) {
      return true;
    }
    Producer<byte[], byte[]> open = null;
    try {
      open = producer();
      open.beginTransaction();
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (Map.Entry<PartitionDelivery, PartitionDelivery.Snapshot> entry : all.entrySet()) {
        int p = entry.getKey().partition();
        PartitionDelivery.Snapshot snapshot = entry.getValue();
        Producer<byte[], byte[]> to = open;
        // The end of the transaction fails when one of these does.
        snapshot.latest().forEach((key, latest) -> send(to, state.record(p, key, latest)));
        snapshot.forgotten().forEach(key -> send(to, state.record(p, key, null)));
        if (snapshot.begins()) {
          send(to, state.begun(p));
        }
        offsets.put(
            new TopicPartition(topic, p),
            new OffsetAndMetadata(snapshot.offset(), snapshot.metadata()));
      }
      open.sendOffsetsToTransaction(offsets, member);
      open.commitTransaction();
      all.forEach(PartitionDelivery::committed);
      return true;
    } catch (CommitFailedException | RebalanceInProgressException changing) {
      // The group changes just now. The producer is as good as before.
      LOG.log(Level.DEBUG, "the group " + group + " commits when it has settled", changing);
      abort(open);
      return false;
    } catch (KafkaException e) {
      LOG.log(
          Level.WARNING,
          "the group " + group + " could not commit, and tries again: " + Failures.line(e));
      // A producer that failed once may refuse everything; the next one has another id.
      close(open);
      return false;
    }
  }

  private static void send(Producer<byte[], byte[]> to, ProducerRecord<byte[], byte[]> record) {
    var unused = to.send(record);
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      open = clients.transactional(group + "-" + UUID.randomUUID());
      producer = open;
      open.initTransactions();
    }
    return open;
  }

  private void abort(@Nullable Producer<byte[], byte[]> changing) {
    try {
      Objects.requireNonNull(changing).abortTransaction();
    } catch (KafkaException | IllegalStateException failed) {
      close(changing);
    }
  }

  private void close(@Nullable Producer<byte[], byte[]> failed) {
    producer = null;
    if (failed == null) {
      return;
    }
    try {
      failed.abortTransaction();
    } catch (KafkaException | IllegalStateException open) {
      // The coordinator ends the transaction when its time is over.
      LOG.log(Level.DEBUG, "the transaction could not be ended", open);
    }
    failed.close(Duration.ZERO);
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }
}
