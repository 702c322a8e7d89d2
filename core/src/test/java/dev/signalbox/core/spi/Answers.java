package dev.signalbox.core.spi;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Implementations that have nothing but what an interface requires. */
final class Answers {
  private Answers() {}

  /** Remembers what was asked of it. */
  static final class PlainTransport implements Transport {
    final List<Object> asked = new ArrayList<>();
    final Subscription subscription = () -> {};

    @Override
    public CompletionStage<Acceptance> accept(Submission submission) {
      throw new AssertionError("nobody hands over a batch");
    }

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      asked.add(subscriber);
      return subscription;
    }

    @Override
    public Subscription subscribeAsync(AsyncSubscriber subscriber) {
      asked.add(subscriber);
      return subscription;
    }

    @Override
    public ShutdownReport shutdown(Duration deadline) {
      asked.add(deadline);
      return new ShutdownReport(Map.of());
    }
  }

  /** Knows a first call for every key. */
  static final class PlainDirectory implements VoiceCallDirectory {
    @Override
    public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
      return Optional.of(new VendorCallKey("first of " + callCenter.apiName() + ' ' + key));
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
      throw new AssertionError("nobody registers a call");
    }
  }

  /** Takes an id for replayed when it says so. */
  static final class PlainGuard implements ReplayGuard {
    @Override
    public Verdict use(CallCenterId callCenter, String jti, Instant expiresAt) {
      return Verdict.valueOf(jti);
    }
  }
}
