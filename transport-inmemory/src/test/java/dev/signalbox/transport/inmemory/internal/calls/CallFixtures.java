package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the stress tests build on: a directory whose batches have no subscriber. */
final class CallFixtures {
  static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "DevCallCenter");
  static final long TIME_TO_LIVE = 10;

  private CallFixtures() {}

  static VendorCallKey key(String text) {
    return new VendorCallKey(text);
  }

  /** Accepts batches and numbers them. */
  static final class Accepting implements DeliveryListener {
    final Conversations conversations;
    volatile DeliveredBatch last;
    private final InMemoryDelivery delivery;

    Accepting(LongSupplier clock) {
      conversations = new Conversations(9, 9, 9, 0, Duration.ofMillis(TIME_TO_LIVE), clock);
      delivery = new InMemoryDelivery(conversations, 9, 9, 1 << 20, 0, this);
    }

    long accept(String key) {
      Submission submission =
          new Submission(
              new ConversationId(CALL_CENTER, key(key)),
              key(key),
              Optional.empty(),
              EventBatch.of("S", CategoryEvent.of("V", 1)),
              Instant.EPOCH);
      return ((Acceptance.Accepted) delivery.accept(submission)).sequence();
    }

    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

    @Override
    public void undelivered(DeliveredBatch batch) {
      last = batch;
    }
  }
}
