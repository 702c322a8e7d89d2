package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gives batches to a subscriber: again after a failure, as often as is allowed, and then to the
 * dead letters. A subscriber without a name has one attempt, and no dead letters. Thread-safe.
 */
final class SubscriberCalls implements PartitionWorker {
  /** What is told which conversations are full. */
  @FunctionalInterface
  interface FullListener {
    void full(ConversationKey key, boolean full);
  }

  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");

  /** How many batches of a conversation are held while many bytes are. */
  private static final int FEW = 8;

  /** After so many batches of a conversation others get the thread. */
  private static final int TURN = 16;

  private static final long DEAD_LETTER_RETRY_MILLIS = 1_000;

  private final BatchSubscriber subscriber;
  private final Optional<String> group;
  private final DeliveryListener listener;
  private final ReaderSettings settings;
  private final DeliveryThreads threads;
  private final DeadLetters deadLetters;
  private final FullListener fullness;
  private final AtomicLong held = new AtomicLong();
  private final @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();

  SubscriberCalls(
      BatchSubscriber subscriber,
      Optional<String> group,
      DeliveryListener listener,
      ReaderSettings settings,
      DeliveryThreads threads,
      DeadLetters deadLetters,
      FullListener fullness) {
    this.subscriber = subscriber;
    this.group = group;
    this.listener = listener;
    this.settings = settings;
    this.threads = threads;
    this.deadLetters = deadLetters;
    this.fullness = fullness;
  }

  @Override
  public void full(ConversationKey key, boolean full) {
    fullness.full(key, full);
  }

  @Override
  public void held(long bytes) {
    held.addAndGet(bytes);
  }

  @Override
  public int room() {
    return held.get() < settings.softBytes()
        ? settings.maxWaiting()
        : Math.min(FEW, settings.maxWaiting());
  }

  boolean isTooMuch() {
    return held.get() >= settings.hardBytes();
  }

  @Override
  public void run(PartitionDelivery partition, ConversationLane lane) {
    threads.execute(() -> turn(partition, lane));
  }

  private void turn(PartitionDelivery partition, ConversationLane lane) {
    Thread.currentThread().setContextClassLoader(context);
    for (int i = 0; i < TURN; i++) {
      Optional<PendingBatch> first = partition.first(lane);
      if (first.isEmpty() || !deliver(partition, lane, first.get())) {
        return;
      }
    }
    run(partition, lane);
  }

  /** Whether the batch is finished, so that the next one can be taken on this thread. */
  private boolean deliver(
      PartitionDelivery partition, ConversationLane lane, PendingBatch pending) {
    Validated<DeliveredBatch> read =
        pending.record.batch(pending.sequence, pending.late, pending.again || pending.failures > 0);
    if (!read.isValid()) {
      bury(partition, lane, pending, "no batch: " + read.violations().get(0).detail());
      return false;
    }
    DeliveredBatch batch = read.orThrow();
    try {
      if (subscriber instanceof Subscriber plain) {
        plain.onBatch(batch);
        partition.finished(lane, pending);
        return true;
      }
      CompletionStage<?> stage = ((AsyncSubscriber) subscriber).onBatch(batch);
      CompletableFuture<?> future = stage.toCompletableFuture();
      if (future.isDone() && !future.isCompletedExceptionally()) {
        partition.finished(lane, pending);
        return true;
      }
      stage.whenComplete(
          (done, failure) -> {
            if (failure == null) {
              partition.finished(lane, pending);
              run(partition, lane);
            } else {
              failed(partition, lane, pending, batch, failure);
            }
          });
      return false;
    } catch (Throwable e) {
      failed(partition, lane, pending, batch, e);
      return false;
    }
  }

  private void failed(
      PartitionDelivery partition,
      ConversationLane lane,
      PendingBatch pending,
      DeliveredBatch batch,
      Throwable failure) {
    pending.failures++;
    boolean again = group.isPresent() && pending.failures < settings.maxAttempts();
    if (!again) {
      try {
        listener.failed(subscriber, batch, failure);
      } catch (Throwable e) {
        LOG.log(Level.WARNING, "the delivery listener failed", e);
      }
    }
    if (group.isEmpty()) {
      partition.finished(lane, pending);
      run(partition, lane);
    } else if (again) {
      LOG.log(
          Level.WARNING,
          group.get()
              + " failed on "
              + lane.key
              + " #"
              + pending.sequence
              + ", attempt "
              + pending.failures
              + " of "
              + settings.maxAttempts()
              + ": "
              + Failures.line(failure));
      long delay = settings.retryDelay().toMillis() << Math.min(pending.failures - 1, 10);
      threads.later(() -> run(partition, lane), delay);
    } else {
      bury(partition, lane, pending, failure.toString());
    }
  }

  private void bury(
      PartitionDelivery partition, ConversationLane lane, PendingBatch pending, String reason) {
    if (group.isEmpty()) {
      LOG.log(Level.WARNING, "a record is left out: " + reason);
      partition.finished(lane, pending);
      run(partition, lane);
      return;
    }
    LOG.log(
        Level.WARNING,
        "dead letter of "
            + group.get()
            + ": "
            + lane.key
            + " #"
            + pending.sequence
            + ": "
            + reason);
    deadLetters.put(
        group.get(),
        pending.source,
        pending.sequence,
        pending.late,
        reason,
        there -> {
          if (there) {
            partition.finished(lane, pending);
            run(partition, lane);
          } else {
            threads.later(() -> bury(partition, lane, pending, reason), DEAD_LETTER_RETRY_MILLIS);
          }
        });
  }

  @Override
  public void poison(PartitionDelivery partition, ConsumerRecord<byte[], byte[]> record) {
    if (group.isEmpty()) {
      partition.done(record.offset());
      return;
    }
    LOG.log(
        Level.WARNING,
        "dead letter of " + group.get() + ": offset " + record.offset() + " is no batch");
    deadLetters.put(
        group.get(),
        record,
        0,
        false,
        "no batch",
        there -> {
          if (there) {
            partition.done(record.offset());
          } else {
            threads.later(() -> poison(partition, record), DEAD_LETTER_RETRY_MILLIS);
          }
        });
  }
}
