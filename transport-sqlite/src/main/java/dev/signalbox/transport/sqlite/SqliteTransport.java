package dev.signalbox.transport.sqlite;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.transport.inmemory.internal.delivery.BatchStore;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.NumberedBatch;
import dev.signalbox.transport.inmemory.internal.delivery.PendingDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.SubscriptionState;
import dev.signalbox.transport.sqlite.internal.Store;
import dev.signalbox.transport.sqlite.internal.Write;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers inside the process what is on the disk (DLV-1 to DLV-6): a batch that was accepted is
 * delivered to every subscriber at least once, over crashes and restarts, and exactly once within
 * one run. Numbers and lateness go on over restarts as if there had been none.
 *
 * <p>A subscriber is known by its name. What it has not finished when the process ends is delivered
 * to the subscriber of that name in the next process, before anything new, and says {@link
 * DeliveredBatch#redelivered()}. A subscriber without a name gets one by its place in the order of
 * subscriptions; so a program that always subscribes in the same order needs none. Subscribers
 * subscribe before the first batch is accepted. What waits for a name that is not there stays in
 * the file; what waits for a place that is not there is dropped.
 *
 * <p>Threads and stuck calls are as in memory. The waiting batches are bounded per conversation, in
 * number, and by the size of the file. Up to {@link Builder#maxBytes} of them are in memory as
 * well; the others take some 60 bytes each.
 *
 * @since 0.2.0
 */
public final class SqliteTransport implements Transport {
  static final String UNAVAILABLE =
      "The server can't write its data file now: try again, nothing of it was taken.";

  static final Duration RETRY = Duration.ofSeconds(1);

  /** Begins the name of a subscriber that has none of its own. */
  private static final String PLACE = "subscriber-";

  private final Store store;
  private final InMemoryDelivery delivery;
  private final Backlog backlog;
  private final AtomicInteger unnamed = new AtomicInteger();
  private final AtomicLong inMemory = new AtomicLong();
  private final long maxBytes;
  private final Object beginning = new Object();
  private volatile boolean begun;

  private SqliteTransport(Builder builder) {
    builder.calls.beginDelivery();
    store = builder.calls.database().store();
    maxBytes = builder.maxBytes;
    delivery =
        new InMemoryDelivery(
            builder.calls.conversations(),
            builder.maxBatchesPerConversation,
            builder.maxBatches,
            builder.calls.database().maxSize() / 4 * 3,
            builder.calls.callCenters(),
            builder.maxStuckCalls,
            builder.listener,
            new Batches());
    backlog = new Backlog(store, delivery, builder.calls.restored());
  }

  /**
   * A transport with the defaults.
   *
   * @param calls remembers the conversations
   * @return a transport, ready to accept
   */
  public static SqliteTransport of(SqliteVoiceCallDirectory calls) {
    return builder(calls).build();
  }

  /**
   * Begins a transport with choices.
   *
   * @param calls remembers the conversations
   * @return a builder with the defaults
   */
  public static Builder builder(SqliteVoiceCallDirectory calls) {
    return new Builder(calls);
  }

  /**
   * {@inheritDoc}
   *
   * @return a stage that completes when the batch is on the disk; a refusal names DLV-5 where a
   *     buffer is full, CALL-5 where there is no room for a new conversation, DLV-6 from the
   *     beginning of a shutdown, and RES-4 when the file can't be written. It completes on one of a
   *     few threads that all answers share: what continues it there must not block
   */
  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    if (store.failure() != null) {
      return CompletableFuture.completedStage(notNow());
    }
    if (!begun) {
      begin();
    }
    long footprint = submission.footprint();
    CallCenterId callCenter = submission.conversation().callCenter();
    Acceptance refusal = delivery.reserve(callCenter, footprint);
    if (refusal != null) {
      return CompletableFuture.completedStage(refusal);
    }
    BatchWrite write = new BatchWrite(submission, footprint);
    if (!store.offer(write)) {
      delivery.release(callCenter, footprint);
      return CompletableFuture.completedStage(notNow());
    }
    return write.answer;
  }

  private void begin() {
    synchronized (beginning) {
      if (!begun) {
        backlog.dropPlaces(PLACE);
        begun = true;
      }
    }
  }

  private static Acceptance.Refused notNow() {
    return new Acceptance.Refused(Clause.RES_4, UNAVAILABLE, RETRY);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return begin(PLACE + unnamed.incrementAndGet(), subscriber);
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return begin(PLACE + unnamed.incrementAndGet(), subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when a subscriber of that name is there already, or the name
   *     is blank
   */
  @Override
  public Subscription subscribe(String name, Subscriber subscriber) {
    return begin(named(name), subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when a subscriber of that name is there already, or the name
   *     is blank
   */
  @Override
  public Subscription subscribeAsync(String name, AsyncSubscriber subscriber) {
    return begin(named(name), subscriber);
  }

  private static String named(String name) {
    if (name.isBlank() || name.startsWith(PLACE)) {
      throw new IllegalArgumentException(
          "a subscriber's name can't be blank, nor begin with " + PLACE + ": \"" + name + "\"");
    }
    return name;
  }

  private Subscription begin(String name, BatchSubscriber subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    int number = backlog.claim(name);
    SubscriptionState state = delivery.subscription(subscriber, number);
    backlog.deliver(number, state);
    return backlog.freeing(number, delivery.begin(state));
  }

  /**
   * {@inheritDoc}
   *
   * <p>What could not be delivered stays in the file, and is delivered by the next process.
   */
  @Override
  public ShutdownReport shutdown(Duration deadline) {
    backlog.leaveAbsentInFile();
    return delivery.shutdown(deadline);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.ofNullable(store.failure())
        .map(detail -> store.path() + " can't be written: " + detail);
  }

  @Override
  public OptionalLong waiting() {
    return OptionalLong.of(delivery.waiting());
  }

  /**
   * How many batches were accepted while there was no subscriber (DLV-1).
   *
   * @return the number since the transport was made
   */
  public long undeliveredCount() {
    return delivery.undeliveredCount();
  }

  private final class Batches implements BatchStore {
    @Override
    public @Nullable DeliveredBatch load(long row) {
      DeliveredBatch batch = store.read(row);
      return batch != null && backlog.isEarlier(row) ? batch.again() : batch;
    }

    @Override
    public void finished(PendingDelivery pending, int subscriber, boolean last) {
      if (last && pending.isInMemory()) {
        inMemory.addAndGet(-pending.footprint());
      }
      store.finished(pending.row(), subscriber, last && !pending.isKept());
    }
  }

  private final class BatchWrite implements Write {
    private final CompletableFuture<Acceptance> answer = new CompletableFuture<>();
    private final Submission submission;
    private final long footprint;
    private @Nullable NumberedBatch numbered;
    private Acceptance.@Nullable Refused refusal;
    private long row;

    BatchWrite(Submission submission, long footprint) {
      this.submission = submission;
      this.footprint = footprint;
    }

    @Override
    public void apply() throws SQLException {
      Object result = delivery.number(submission, footprint);
      if (result instanceof Acceptance.Refused refused) {
        refusal = refused;
        return;
      }
      NumberedBatch batch = (NumberedBatch) result;
      numbered = batch;
      store.touch(batch.mailbox());
      if (batch.subscribers().length > 0) {
        row = store.insertBatch(batch, JsonFormat.INSTANCE.toolkitEvent(batch.batch()));
      }
    }

    @Override
    public void committed() {
      NumberedBatch batch = numbered;
      if (batch == null) {
        refuse();
        return;
      }
      long waiting = inMemory.addAndGet(footprint);
      boolean fits = waiting <= maxBytes && batch.subscribers().length > 0;
      if (!fits) {
        inMemory.addAndGet(-footprint);
      }
      Acceptance accepted = new Acceptance.Accepted(batch.batch().sequence(), batch.batch().late());
      store.answer(() -> answer.complete(accepted));
      delivery.deliver(batch, row, fits);
    }

    private void refuse() {
      delivery.release(submission.conversation().callCenter(), footprint);
      Acceptance result = refusal == null ? notNow() : refusal;
      store.answer(() -> answer.complete(result));
    }

    @Override
    public void failed(String detail, boolean known) {
      NumberedBatch batch = numbered;
      if (batch == null) {
        refuse();
        return;
      }
      delivery.takeBack(batch);
      Acceptance result = known ? notNow() : new Acceptance.Unknown(detail);
      store.answer(() -> answer.complete(result));
    }
  }

  /** Builds a {@link SqliteTransport}. Not thread-safe. */
  public static final class Builder {
    private final SqliteVoiceCallDirectory calls;
    private int maxBatchesPerConversation = 256;
    private int maxBatches = 1_000_000;
    private long maxBytes = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    private int maxStuckCalls = 256;
    private DeliveryListener listener = DeliveryListener.LOGGING;

    private Builder(SqliteVoiceCallDirectory calls) {
      this.calls = calls;
    }

    /**
     * How many batches of one conversation wait for delivery at the most (DLV-5). Default: 256.
     *
     * @param maxBatchesPerConversation 1 or more
     * @return this
     */
    public Builder maxBatchesPerConversation(int maxBatchesPerConversation) {
      this.maxBatchesPerConversation =
          SqliteVoiceCallDirectory.Builder.positive(
              "maxBatchesPerConversation", maxBatchesPerConversation);
      return this;
    }

    /**
     * How many batches wait for delivery at the most, in all (DLV-5). Default: 1,000,000.
     *
     * @param maxBatches 1 or more
     * @return this
     */
    public Builder maxBatches(int maxBatches) {
      this.maxBatches = SqliteVoiceCallDirectory.Builder.positive("maxBatches", maxBatches);
      return this;
    }

    /**
     * How much memory the waiting batches may take; the others are only in the file. Default: 64
     * MiB, and an eighth of the heap where that is less.
     *
     * @param maxBytes 0 or more
     * @return this
     */
    public Builder maxBytes(long maxBytes) {
      if (maxBytes < 0) {
        throw new IllegalArgumentException("maxBytes must be 0 or more");
      }
      this.maxBytes = maxBytes;
      return this;
    }

    /**
     * On how many calls at once a subscriber may be stuck without delaying another call (DLV-3).
     * Default: 256.
     *
     * @param maxStuckCalls 0 or more
     * @return this
     */
    public Builder maxStuckCalls(int maxStuckCalls) {
      if (maxStuckCalls < 0) {
        throw new IllegalArgumentException("maxStuckCalls must be 0 or more");
      }
      this.maxStuckCalls = maxStuckCalls;
      return this;
    }

    /**
     * Is notified of failures, and of batches without a subscriber. Default: {@link
     * DeliveryListener#LOGGING}.
     *
     * @param listener thread-safe and quick
     * @return this
     */
    public Builder listener(DeliveryListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * The transport.
     *
     * @return a transport, ready to accept
     * @throws IllegalStateException when the directory has a transport already: both would deliver
     *     what waits
     */
    public SqliteTransport build() {
      return new SqliteTransport(this);
    }
  }
}
