package dev.signalbox.transport.inmemory.internal.delivery;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the tests of this package build on: delivery without threads of its own. */
final class DeliveryFixtures {
  static final ConversationId CONVERSATION =
      new ConversationId(
          CallCenterId.of("00D000000000000EAA", "DevCallCenter"), new VendorCallKey("call"));

  private static final Submission SUBMISSION = submission(1);

  /** Queues end in it only when they are scheduled, which these tests never do. */
  private static final DeliveryPool POOL = new DeliveryPool("unused", 0, new StuckCallMonitor());

  private static final DeliveryListener IGNORING =
      new DeliveryListener() {
        @Override
        public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

        @Override
        public void undelivered(DeliveredBatch batch) {}
      };

  private DeliveryFixtures() {}

  static Submission submission(long... startTimes) {
    CategoryEvent[] events =
        LongStream.of(startTimes)
            .mapToObj(start -> CategoryEvent.of("V", start))
            .toArray(CategoryEvent[]::new);
    return new Submission(
        CONVERSATION,
        CONVERSATION.firstKey(),
        Optional.empty(),
        EventBatch.of("S", events),
        Instant.EPOCH);
  }

  /** Waits for what other threads do; fails after longer than anything takes. */
  static void awaitThat(BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(60)) {
        throw new AssertionError("it has not come");
      }
      Thread.onSpinWait();
    }
  }

  /** Lets more time go by than a turn has, by the clock that measures it. */
  static void spendLongerThanATurn() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun <= TimeUnit.MILLISECONDS.toNanos(2)) {
      Thread.onSpinWait();
    }
  }

  /** Batches that take the subscriber no time at all, until the processor lets one be quick. */
  static void deliverQuickly(DeliveryWorker worker) {
    awaitThat(
        () -> {
          worker.restartClock();
          worker.enterSubscriber();
          worker.leaveSubscriber();
          return worker.isQuick();
        });
  }

  /** The only conversation that there is. */
  static class OnlyConversation extends ConversationMailbox implements MailboxDirectory {
    /** The time by which conversations expire. */
    volatile long now;

    OnlyConversation() {
      super(CONVERSATION, 0);
    }

    @Override
    public ConversationMailbox open(ConversationId id) {
      return this;
    }

    @Override
    public Acceptance.Refused full() {
      throw new AssertionError("never full");
    }

    @Override
    public List<ConversationMailbox> all() {
      return List.of(this);
    }

    @Override
    public long now() {
      return now;
    }
  }

  /** One with capacity for one batch. */
  static final class Conversation extends OnlyConversation {
    final InMemoryDelivery delivery = new InMemoryDelivery(this, 9, 1, 1 << 20, 1, 0, IGNORING);

    SubscriptionState subscription(BatchSubscriber subscriber) {
      return new SubscriptionState(delivery, subscriber, POOL, 0);
    }

    DeliveryWorker worker() {
      return new DeliveryWorker(POOL, "unused");
    }

    /** Accepts a batch without the bounds; returns the queues that nobody has scheduled. */
    synchronized @Nullable ConversationQueue[] enqueue(SubscriptionState... to) {
      return enqueue(new PendingDelivery(number(SUBMISSION), 1, to.length), to);
    }

    /** Takes capacity for one batch; returns whether there was any. */
    boolean reserve() {
      return delivery.capacity.reserve(CONVERSATION.callCenter(), 1) == null;
    }

    /** How many more batches would be accepted, up to three. */
    int free() {
      int free = 0;
      while (free < 3 && reserve()) {
        free++;
      }
      return free;
    }
  }
}
