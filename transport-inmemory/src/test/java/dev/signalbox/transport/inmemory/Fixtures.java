package dev.signalbox.transport.inmemory;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the tests of this package build on. */
final class Fixtures {
  static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "DevCallCenter");
  static final CallCenterId OTHER = CallCenterId.of("00D000000000000EAA", "OtherCallCenter");

  /** Longer than anything takes; a test that waits as long has failed. */
  static final Duration AGES = Duration.ofSeconds(60);

  private Fixtures() {}

  static VendorCallKey key(String text) {
    return new VendorCallKey(text);
  }

  static Submission submission(String first, String key, long... startTimes) {
    CategoryEvent[] events = new CategoryEvent[startTimes.length];
    for (int i = 0; i < events.length; i++) {
      events[i] = CategoryEvent.of("CustomerAngry", startTimes[i]);
    }
    return new Submission(
        new ConversationId(CALL_CENTER, key(first)),
        key(key),
        Optional.empty(),
        EventBatch.of("AmazonConnectContactLens", events),
        Instant.ofEpochMilli(1_700_000_000_000L));
  }

  static Submission submission(String key) {
    return submission(key, key, 1_700_000_000_000L);
  }

  static Acceptance accept(Transport transport, Submission submission) {
    return transport.accept(submission).toCompletableFuture().join();
  }

  /** Takes a batch as the intake does, and answers its sequence. */
  static long send(Transport transport, VoiceCallDirectory calls, String key) {
    String first = calls.firstCall(CALL_CENTER, key(key)).orElse(key(key)).value();
    return ((Acceptance.Accepted) accept(transport, submission(first, key, 1L))).sequence();
  }

  static Registration register(VoiceCallDirectory calls, VoiceCall call) {
    return calls.register(CALL_CENTER, call).toCompletableFuture().join();
  }

  static Registration.Registered first(VoiceCallDirectory calls, String key) {
    return (Registration.Registered)
        register(calls, VoiceCall.of(key(key), InitiationMethod.INBOUND));
  }

  static Registration.Registered transfer(VoiceCallDirectory calls, String key, String parent) {
    return (Registration.Registered) register(calls, VoiceCall.transfer(key(key), parent));
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(AGES.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still " + latch.getCount() + " to come");
    }
  }

  /** A clock that a test moves. */
  static final class TestClock extends Clock {
    private volatile Instant now = Instant.ofEpochSecond(1_700_000_000L);

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Keeps what it is given. */
  static final class Recording implements Subscriber {
    final List<DeliveredBatch> batches = new CopyOnWriteArrayList<>();

    @Override
    public void onBatch(DeliveredBatch batch) {
      batches.add(batch);
    }

    List<Long> sequences() {
      return batches.stream().map(DeliveredBatch::sequence).toList();
    }
  }

  /** Keeps what it is notified of. */
  static class Listening implements DeliveryListener {
    record Failure(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

    final List<Failure> failures = new CopyOnWriteArrayList<>();
    final List<DeliveredBatch> undelivered = new CopyOnWriteArrayList<>();

    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
      failures.add(new Failure(subscriber, batch, failure));
    }

    @Override
    public void undelivered(DeliveredBatch batch) {
      undelivered.add(batch);
    }
  }
}
