package dev.signalbox.transport.kafka.internal.wire;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A batch in its topic. The value is the toolkit's event (TLK-1), in which sequence and lateness
 * are not yet known; headers have what a consumer needs before it reads the value.
 *
 * @param key the conversation
 * @param start the start time of the first event
 * @param latest the start time of the last event
 * @param offset the record's offset
 * @param timestamp the record's time by the log
 * @param value the event as JSON
 * @param replay for a batch that is handed to one subscriber again, what is known of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BatchRecord(
    ConversationKey key,
    long start,
    long latest,
    long offset,
    long timestamp,
    byte[] value,
    Optional<Redelivery> replay) {
  private static final String TIMES = "times";
  private static final String REPLAY = "replay";

  /** How many bits of a sequence are the offset. */
  private static final int OFFSET_BITS = 40;

  /**
   * What is known of a batch that is handed to one subscriber again.
   *
   * @param group whose batch it is
   * @param sequence its sequence
   * @param late its lateness
   */
  public record Redelivery(String group, long sequence, boolean late) {
    byte[] bytes() {
      return Wire.join(group, Long.toString(sequence), Boolean.toString(late));
    }

    static Optional<Redelivery> read(byte[] bytes) {
      return Wire.split(bytes)
          .filter(parts -> parts.size() == 3 && parts.get(1).matches("[0-9]{1,18}"))
          .map(
              parts ->
                  new Redelivery(
                      parts.get(0),
                      Long.parseLong(parts.get(1)),
                      Boolean.parseBoolean(parts.get(2))));
    }
  }

  /**
   * The record of a batch that is accepted.
   *
   * @param topic the topic
   * @param partition the conversation's partition
   * @param key the conversation
   * @param submission the batch
   * @return a record for a producer
   */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, int partition, ConversationKey key, Submission submission) {
    byte[] value =
        JsonFormat.INSTANCE
            .toolkitEvent(submission.delivered(0, false))
            .getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(topic, partition, key.bytes(), value);
    made.headers().add(TIMES, times(submission));
    return made;
  }

  private static byte[] times(Submission submission) {
    var events = submission.batch().events();
    return ByteBuffer.allocate(16)
        .putLong(events.get(0).startTime())
        .putLong(events.get(events.size() - 1).startTime())
        .array();
  }

  /**
   * The record that hands a dead letter to its subscriber again.
   *
   * @param topic the topic of batches
   * @param partition the conversation's partition
   * @param letter the dead letter as it was read
   * @param replay whose it is
   * @return a record for a producer
   */
  public static ProducerRecord<byte[], byte[]> again(
      String topic, int partition, ConsumerRecord<byte[], byte[]> letter, Redelivery replay) {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(topic, partition, letter.key(), letter.value());
    Header times = letter.headers().lastHeader(TIMES);
    if (times != null) {
      made.headers().add(times);
    }
    made.headers().add(REPLAY, replay.bytes());
    return made;
  }

  /**
   * Reads what of a record is needed to put it in order.
   *
   * @param read a record of the topic
   * @return empty when it is no batch
   */
  public static Optional<BatchRecord> of(ConsumerRecord<byte[], byte[]> read) {
    Header times = read.headers().lastHeader(TIMES);
    if (read.key() == null
        || read.value() == null
        || times == null
        || times.value() == null
        || times.value().length != 16) {
      return Optional.empty();
    }
    ConversationKey key = new ConversationKey(read.key());
    if (key.conversation().isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer both = ByteBuffer.wrap(times.value());
    return Optional.of(
        new BatchRecord(
            key,
            both.getLong(),
            both.getLong(),
            read.offset(),
            read.timestamp(),
            read.value(),
            replay(read.headers())));
  }

  private static Optional<Redelivery> replay(Headers headers) {
    Header header = headers.lastHeader(REPLAY);
    return header == null ? Optional.empty() : Redelivery.read(header.value());
  }

  /**
   * The number of a batch (DLV-4): rising in a conversation, the same at each delivery, and small
   * enough for a console, whose numbers are exact up to 2^53.
   *
   * @param generation how often the topic was made
   * @param offset the record's offset
   * @return the number
   */
  public static long sequence(long generation, long offset) {
    return (generation << OFFSET_BITS) + offset;
  }

  /**
   * The batch as a subscriber gets it.
   *
   * @param sequence its number
   * @param late whether it is late
   * @param again whether the subscriber may have had it before
   * @return the batch, or what is wrong with the record
   */
  public Validated<DeliveredBatch> batch(long sequence, boolean late, boolean again) {
    return JsonFormat.INSTANCE
        .readToolkitEvent(new String(value, StandardCharsets.UTF_8))
        .map(Submission::of)
        .map(
            batch ->
                replay
                    .map(r -> batch.delivered(r.sequence(), r.late()))
                    .orElseGet(() -> batch.delivered(sequence, late)))
        .map(batch -> again || replay.isPresent() ? batch.again() : batch);
  }
}
