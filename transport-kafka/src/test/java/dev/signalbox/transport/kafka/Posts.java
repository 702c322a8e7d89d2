package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Batches for tests. */
final class Posts {
  static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "CallCenter");

  private Posts() {}

  static ConversationId conversation(String key) {
    return new ConversationId(CENTER, new VendorCallKey(key));
  }

  static Submission submission(String conversation, String value, long start) {
    return new Submission(
        conversation(conversation),
        new VendorCallKey(conversation),
        Optional.empty(),
        EventBatch.of("service", CategoryEvent.of(value, start)),
        Instant.ofEpochMilli(1_767_607_200_000L));
  }

  static Acceptance.Accepted accepted(
      KafkaTransport transport, String conversation, String value, long start) throws Exception {
    return assertInstanceOf(
        Acceptance.Accepted.class,
        transport
            .accept(submission(conversation, value, start))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS));
  }
}
