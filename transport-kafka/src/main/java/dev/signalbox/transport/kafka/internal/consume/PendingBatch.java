package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.wire.BatchRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A batch that waits for its subscriber. */
final class PendingBatch {
  final ConsumerRecord<byte[], byte[]> source;
  final BatchRecord record;
  final long sequence;
  final boolean late;

  /** Whether the subscriber may have had it before. */
  final boolean again;

  /** How often the subscriber has failed on it. Changed by the thread that has the conversation. */
  int failures;

  PendingBatch(
      ConsumerRecord<byte[], byte[]> source,
      BatchRecord record,
      long sequence,
      boolean late,
      boolean again) {
    this.source = source;
    this.record = record;
    this.sequence = sequence;
    this.late = late;
    this.again = again;
  }

  long bytes() {
    return record.value().length + 200L;
  }
}
