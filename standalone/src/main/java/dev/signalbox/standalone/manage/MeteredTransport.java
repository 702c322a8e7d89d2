package dev.signalbox.standalone.manage;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A transport whose deliveries are counted. Thread-safe. */
public final class MeteredTransport implements Transport {
  private final Transport transport;
  private final Supplier<Metrics> metrics;
  private final Clock clock;

  /**
   * A transport in front of another one.
   *
   * @param metrics asked for at each delivery
   */
  public MeteredTransport(Transport transport, Supplier<Metrics> metrics, Clock clock) {
    this.transport = transport;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    return transport.accept(submission);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return transport.subscribe(counted(subscriber));
  }

  @Override
  public Subscription subscribe(String name, Subscriber subscriber) {
    return transport.subscribe(name, counted(subscriber));
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return transport.subscribeAsync(countedAsync(subscriber));
  }

  @Override
  public Subscription subscribeAsync(String name, AsyncSubscriber subscriber) {
    return transport.subscribeAsync(name, countedAsync(subscriber));
  }

  private Subscriber counted(Subscriber subscriber) {
    return batch -> {
      subscriber.onBatch(batch);
      count(batch);
    };
  }

  private AsyncSubscriber countedAsync(AsyncSubscriber subscriber) {
    return batch ->
        subscriber
            .onBatch(batch)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    count(batch);
                  }
                });
  }

  private void count(DeliveredBatch batch) {
    metrics.get().delivered(Duration.between(batch.receivedAt(), clock.instant()));
  }

  @Override
  public VoiceCallDirectory calls(VoiceCallDirectory calls) {
    return transport.calls(calls);
  }

  @Override
  public ReplayGuard replays(ReplayGuard guard) {
    return transport.replays(guard);
  }

  @Override
  public Optional<String> unavailable() {
    return transport.unavailable();
  }

  @Override
  public OptionalLong waiting() {
    return transport.waiting();
  }

  @Override
  public ShutdownReport shutdown(Duration deadline) {
    return transport.shutdown(deadline);
  }
}
