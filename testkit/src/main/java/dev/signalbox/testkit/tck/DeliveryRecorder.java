package dev.signalbox.testkit.tck;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Subscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** A subscriber and a listener that remember, and for which a test can wait. Thread-safe. */
final class DeliveryRecorder implements Subscriber, DeliveryListener {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<DeliveredBatch> batches = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<DeliveredBatch> undelivered = new ArrayList<>();

  @Override
  public void onBatch(DeliveredBatch batch) {
    remember(() -> batches.add(batch));
  }

  @Override
  public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
    remember(() -> failures.add(failure));
  }

  @Override
  public void undelivered(DeliveredBatch batch) {
    remember(() -> undelivered.add(batch));
  }

  private void remember(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<DeliveredBatch> batches() {
    lock.lock();
    try {
      return List.copyOf(batches);
    } finally {
      lock.unlock();
    }
  }

  void awaitBatches(int count, Duration patience) {
    await(
        () -> batches.size() >= count,
        patience,
        () -> "delivered: " + batches.size() + " of " + count);
  }

  /** Waits for a batch whose first event has the value. */
  void awaitValue(String value, Duration patience) {
    await(
        () -> batches.stream().anyMatch(b -> b.batch().events().get(0).value().equals(value)),
        patience,
        () -> "\"" + value + "\" was not delivered");
  }

  void awaitFailures(int count, Duration patience) {
    await(() -> failures.size() >= count, patience, () -> "failures reported: " + failures.size());
  }

  void awaitUndelivered(int count, Duration patience) {
    await(
        () -> undelivered.size() >= count,
        patience,
        () -> "batches without a subscriber reported: " + undelivered.size());
  }

  private void await(BooleanSupplier condition, Duration patience, Supplier<String> state) {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (!condition.getAsBoolean()) {
        if (nanos <= 0) {
          Assertions.fail("after " + patience.toSeconds() + " s, " + state.get());
        }
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  static boolean await(CountDownLatch latch, Duration patience) {
    try {
      return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
