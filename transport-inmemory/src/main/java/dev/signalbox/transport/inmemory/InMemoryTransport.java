package dev.signalbox.transport.inmemory;

import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Delivers inside the process, to every subscriber exactly once while the process lives (DLV-1 to
 * DLV-6). There is one attempt per subscriber; its failure is reported to the {@link
 * DeliveryListener}.
 *
 * <p>Each subscriber has daemon threads of its own: at first as many as there are processors. While
 * it is stuck on calls there are more, until {@link Builder#maxStuckCalls} calls are stuck at once.
 * Up to that number a stuck call delays only itself; others may wait for some milliseconds until it
 * is noticed. A subscriber never delays another one. An {@link AsyncSubscriber} holds no thread
 * while its stage is not complete. Threads end after ten seconds without work, and nothing keeps
 * the process alive.
 *
 * <p>The waiting batches are bounded per conversation, in number and in bytes; see the {@link
 * Builder}. A batch waits until all its subscribers have finished it. So when a subscriber is stuck
 * on a call, that call's batches are refused in the end, and no other's.
 *
 * <p>Thread-safe; every stage is complete when it is returned. Several transports may share one
 * directory; they then share the numbers of its conversations.
 */
public final class InMemoryTransport implements Transport {
  private final InMemoryDelivery delivery;

  private InMemoryTransport(Builder builder) {
    delivery =
        new InMemoryDelivery(
            builder.calls.conversations(),
            builder.maxBatchesPerConversation,
            builder.maxBatches,
            builder.maxBytes,
            builder.calls.callCenters(),
            builder.maxStuckCalls,
            builder.listener);
  }

  /**
   * A transport with the defaults.
   *
   * @param calls remembers the conversations
   * @return a transport, ready to accept
   */
  public static InMemoryTransport of(InMemoryVoiceCallDirectory calls) {
    return builder(calls).build();
  }

  /**
   * Begins a transport with choices.
   *
   * @param calls remembers the conversations
   * @return a builder with the defaults
   */
  public static Builder builder(InMemoryVoiceCallDirectory calls) {
    return new Builder(calls);
  }

  /**
   * {@inheritDoc}
   *
   * <p>When the key was linked to another conversation after it was looked up, the batch is
   * accepted for that other one (CALL-3).
   *
   * @return a complete stage; a refusal names DLV-5 where a buffer is full, CALL-5 where there is
   *     no room for a new conversation, and DLV-6 from the beginning of a shutdown
   */
  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    return CompletableFuture.completedStage(delivery.accept(submission));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A subscriber that subscribes twice gets every batch twice. Its threads have the context
   * class loader of the caller.
   */
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return delivery.subscribe(subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The listener hears of a stage's failure on the thread that completes the stage.
   */
  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return delivery.subscribe(subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A batch that a subscriber is still working on at the deadline counts as undelivered, and the
   * thread is interrupted. When the caller's thread is interrupted, the deadline is now. A
   * subscriber may call this; its own batch is then not finished before the deadline.
   */
  @Override
  public ShutdownReport shutdown(Duration deadline) {
    return delivery.shutdown(deadline);
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

  /** Builds an {@link InMemoryTransport}. Not thread-safe. */
  public static final class Builder {
    private final InMemoryVoiceCallDirectory calls;
    private int maxBatchesPerConversation = 256;
    private int maxBatches = 16_384;
    private long maxBytes = 64L << 20;
    private int maxStuckCalls = 256;
    private DeliveryListener listener = DeliveryListener.LOGGING;

    private Builder(InMemoryVoiceCallDirectory calls) {
      this.calls = calls;
    }

    /**
     * How many batches of one conversation wait for delivery at the most (DLV-5). Default: 256.
     *
     * @param maxBatchesPerConversation 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBatchesPerConversation(int maxBatchesPerConversation) {
      this.maxBatchesPerConversation =
          Limits.positive("maxBatchesPerConversation", maxBatchesPerConversation);
      return this;
    }

    /**
     * How many batches wait for delivery at the most, in all (DLV-5). Default: 16,384. Where the
     * directory shares its room between several call centers, each has an equal part of these, and
     * of {@link #maxBytes}.
     *
     * @param maxBatches 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBatches(int maxBatches) {
      this.maxBatches = Limits.positive("maxBatches", maxBatches);
      return this;
    }

    /**
     * How much memory the waiting batches may take, in all (DLV-5). A batch is taken to hold 512
     * bytes, 256 per event, and 2 per character of its texts; one that alone is over the bound is
     * never accepted. Default: 64 MiB.
     *
     * @param maxBytes 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBytes(long maxBytes) {
      this.maxBytes = Limits.atLeast(1, "maxBytes", maxBytes);
      return this;
    }

    /**
     * On how many calls at once a subscriber may be stuck without delaying another call (DLV-3).
     * Each of them costs a thread. Default: 256.
     *
     * @param maxStuckCalls 0 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxStuckCalls(int maxStuckCalls) {
      this.maxStuckCalls = (int) Limits.atLeast(0, "maxStuckCalls", maxStuckCalls);
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
     * @return a new transport, ready to accept
     */
    public InMemoryTransport build() {
      return new InMemoryTransport(this);
    }
  }
}
