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
  static final Submission OF_KEY = submission("key");
  static final Submission OF_FIRST = submission("first");
  static final ConversationId NEW = submission("new").conversation();
  static final long TIME_TO_LIVE = 10;

  private CallFixtures() {}

  private static Submission submission(String key) {
    return new Submission(
        new ConversationId(CALL_CENTER, new VendorCallKey(key)),
        new VendorCallKey(key),
        Optional.empty(),
        EventBatch.of("S", CategoryEvent.of("V", 1)),
        Instant.EPOCH);
  }

  /** Accepts batches, and remembers the highest sequence that a batch of OF_KEY's own got. */
  static final class Accepting implements DeliveryListener {
    final Conversations conversations;
    private final InMemoryDelivery delivery;
    private volatile long last;

    Accepting(LongSupplier clock) {
      conversations =
          new Conversations(
              new CallLimits(9, 9, 9, 0, 1, Duration.ofMillis(TIME_TO_LIVE)), false, clock);
      delivery = new InMemoryDelivery(conversations, 9, 9, 1 << 20, 1, 0, this);
    }

    long accept(Submission submission) {
      return ((Acceptance.Accepted) delivery.accept(submission)).sequence();
    }

    long last() {
      return last;
    }

    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

    @Override
    public void undelivered(DeliveredBatch batch) {
      if (batch.conversation().equals(OF_KEY.conversation())) {
        last = batch.sequence();
      }
    }
  }
}
