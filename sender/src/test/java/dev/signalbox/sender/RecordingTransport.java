package dev.signalbox.sender;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A transport that accepts everything, and has its subscribers get it at once. */
final class RecordingTransport implements Transport {
  final List<Submission> accepted = new ArrayList<>();
  final List<CompletionStage<?>> deliveries = new ArrayList<>();
  private final List<BatchSubscriber> subscribers = new ArrayList<>();
  @Nullable Error failure;

  @Override
  public synchronized CompletionStage<Acceptance> accept(Submission submission) {
    if (failure != null) {
      throw failure;
    }
    accepted.add(submission);
    DeliveredBatch batch = submission.delivered(accepted.size() - 1, false);
    for (BatchSubscriber subscriber : subscribers) {
      deliveries.add(deliver(subscriber, batch));
    }
    return CompletableFuture.completedStage(new Acceptance.Accepted(accepted.size() - 1, false));
  }

  private static CompletionStage<?> deliver(BatchSubscriber subscriber, DeliveredBatch batch) {
    if (subscriber instanceof AsyncSubscriber async) {
      return async.onBatch(batch);
    }
    try {
      ((Subscriber) subscriber).onBatch(batch);
      return CompletableFuture.completedStage(null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  @Override
  public ShutdownReport shutdown(Duration deadline) {
    return new ShutdownReport(Map.of());
  }
}
