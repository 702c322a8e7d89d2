package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with the first batch of a conversation's queue. */
interface PartitionWorker {
  /** Has the conversation run, on another thread. */
  void run(PartitionDelivery partition, ConversationLane lane);

  /** What a record without a batch in it comes to; it is done when this completes. */
  void poison(PartitionDelivery partition, ConsumerRecord<byte[], byte[]> record);

  /** The conversation is full, or no longer. */
  void full(ConversationKey key, boolean full);

  /** Bytes are held, or no longer. */
  void held(long bytes);

  /** How many batches of a conversation may be held now. */
  int room();
}
