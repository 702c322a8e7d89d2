package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.wire.BatchRecord.Redelivery;
import dev.signalbox.transport.kafka.internal.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Where the batches go that a subscriber refused as often as it may. Thread-safe. */
public final class DeadLetters implements AutoCloseable {
  private static final String LETTER = "letter";
  private static final String REASON = "reason";
  private static final int MAX_REASON = 500;

  private final String topic;
  private final Producer<byte[], byte[]> producer;

  /**
   * The dead letters.
   *
   * @param topic their topic
   * @param clients makes clients
   */
  public DeadLetters(String topic, Clients clients) {
    this.topic = topic;
    producer = clients.producer(Duration.ofSeconds(5));
  }

  /**
   * Puts a batch away.
   *
   * @param group whose batch it is
   * @param ended is given whether it is there
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the outcome comes by the callback
  void put(
      String group,
      ConsumerRecord<byte[], byte[]> record,
      long sequence,
      boolean late,
      String reason,
      Consumer<Boolean> ended) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
    record.headers().forEach(header -> letter.headers().add(header));
    letter
        .headers()
        .add(LETTER, Wire.join(group, Long.toString(sequence), Boolean.toString(late)))
        .add(
            REASON,
            reason
                .substring(0, Math.min(reason.length(), MAX_REASON))
                .getBytes(StandardCharsets.UTF_8));
    try {
      producer.send(letter, (metadata, failure) -> ended.accept(failure == null));
    } catch (RuntimeException notTaken) {
      ended.accept(false);
    }
  }

  /**
   * Whose batch a dead letter is.
   *
   * @param letter a record of the topic
   * @return empty when that can't be read
   */
  public static Optional<Redelivery> owner(ConsumerRecord<byte[], byte[]> letter) {
    Header header = letter.headers().lastHeader(LETTER);
    if (header == null) {
      return Optional.empty();
    }
    Optional<List<String>> parts = Wire.split(header.value());
    return parts
        .filter(p -> p.size() == 3 && p.get(1).matches("[0-9]{1,18}"))
        .map(
            p ->
                new Redelivery(p.get(0), Long.parseLong(p.get(1)), Boolean.parseBoolean(p.get(2))));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
