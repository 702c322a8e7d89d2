package dev.signalbox.transport.inmemory;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.transport.inmemory.internal.calls.CallLimits;
import dev.signalbox.transport.inmemory.internal.calls.Conversations;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Remembers voice calls in memory (CALL-1 to CALL-5), and with them the conversations of the {@link
 * InMemoryTransport} that is made with it: a conversation's legs, voiceCallIds, sequence and queue
 * are forgotten together, when nothing has used it for the time to live. A batch, its delivery, a
 * look-up and a record are uses; a conversation with undelivered batches is never forgotten.
 *
 * <p>Memory is bounded by the numbers of conversations and calls and by the room for attributes,
 * which the {@link Builder} describes. A conversation takes some 150 bytes and each of its calls
 * some 250, the key of a usual length (36 characters) included. Nothing survives the process.
 *
 * <p>Thread-safe. No method blocks but for a short lock, and every stage is complete when it is
 * returned.
 */
public final class InMemoryVoiceCallDirectory implements VoiceCallDirectory {
  private final Conversations conversations;
  private final int callCenters;

  /** A directory with the defaults. */
  public InMemoryVoiceCallDirectory() {
    this(builder());
  }

  private InMemoryVoiceCallDirectory(Builder builder) {
    callCenters = builder.callCenters;
    conversations =
        new Conversations(
            new CallLimits(
                builder.maxConversations,
                builder.maxCallsPerConversation,
                builder.maxCalls,
                builder.maxAttributeBytes,
                builder.callCenters,
                builder.timeToLive),
            builder.reuseVoiceCallIds,
            builder.millis);
  }

  /**
   * Begins a directory with choices.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
    return conversations.firstCall(callCenter, key);
  }

  @Override
  public Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallId id) {
    return conversations.find(callCenter, id);
  }

  @Override
  public void onForgotten(Consumer<ConversationId> listener) {
    conversations.onForgotten(listener);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A parent is known when it has a record or has received batches. A key that so far only
   * received batches, and is no call's parent, is linked to the parent that its first record names;
   * from then on it belongs to that conversation (CALL-3).
   *
   * @return a complete stage; a refusal names CALL-2 for an unknown parent, CALL-3 for a parent in
   *     another conversation, and CALL-5 where a bound is reached
   */
  @Override
  public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
    return CompletableFuture.completedStage(conversations.register(callCenter, call));
  }

  /**
   * A voice call's latest record (CALL-1).
   *
   * @param callCenter the scope of the key
   * @param key the call's key
   * @return the record, which names a parent's voiceCallId in the 18-character form, and whose
   *     attributes are empty where there was no room for them; or empty when no record exists
   */
  public Optional<VoiceCall> call(CallCenterId callCenter, VendorCallKey key) {
    return conversations.call(callCenter, key);
  }

  /**
   * How many conversations are remembered.
   *
   * @return 0 to the bound; some may have expired and not yet made room for new ones
   */
  public int conversationCount() {
    return conversations.size();
  }

  /**
   * Forgets all calls and conversations. Batches that were accepted are still delivered. For tests
   * that begin anew; a batch that comes in meanwhile may be the first or the last of its
   * conversation.
   *
   * @since 0.2.0
   */
  public void clear() {
    conversations.clear();
  }

  /** How many call centers share the room. */
  int callCenters() {
    return callCenters;
  }

  Conversations conversations() {
    return conversations;
  }

  /** Builds an {@link InMemoryVoiceCallDirectory}. Not thread-safe. */
  public static final class Builder {
    private int maxConversations = 100_000;
    private int maxCallsPerConversation = 1_000;
    private int maxCalls = 1_000_000;
    private long maxAttributeBytes = 32L << 20;
    private int callCenters = 1;
    private boolean reuseVoiceCallIds;
    private Duration timeToLive = Duration.ofHours(24);

    // Unlike the wall clock it never jumps, and a jump would forget conversations in mid-call.
    private LongSupplier millis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    private Builder() {}

    /**
     * How many call centers share the conversations and the calls. Each may have an equal part, so
     * that none can lock out another (CALL-5). Default: 1, which may have all.
     *
     * @param callCenters 1 or more
     * @return this
     */
    public Builder callCenters(int callCenters) {
      this.callCenters = Limits.positive("callCenters", callCenters);
      return this;
    }

    /**
     * Whether a key that is registered again keeps the id that it has, as in the profile v58,
     * rather than getting a new one (CALL-1). Default: false.
     *
     * @param reuse true to keep it
     * @return this
     */
    public Builder reuseVoiceCallIds(boolean reuse) {
      this.reuseVoiceCallIds = reuse;
      return this;
    }

    /**
     * How many conversations are live at the most; a further one is refused, and none is forgotten
     * to make room (CALL-5). Default: 100,000.
     *
     * @param maxConversations 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxConversations(int maxConversations) {
      this.maxConversations = Limits.positive("maxConversations", maxConversations);
      return this;
    }

    /**
     * How many records a conversation has at the most; a further one is refused. Default: 1,000.
     *
     * @param maxCallsPerConversation 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxCallsPerConversation(int maxCallsPerConversation) {
      this.maxCallsPerConversation =
          Limits.positive("maxCallsPerConversation", maxCallsPerConversation);
      return this;
    }

    /**
     * How many records there are in all at the most; a further one is refused. Default: 1,000,000.
     *
     * @param maxCalls 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxCalls(int maxCalls) {
      this.maxCalls = Limits.positive("maxCalls", maxCalls);
      return this;
    }

    /**
     * How much room there is for the attributes of all calls together. Attributes that don't fit,
     * and those of a single call that take more than 4 KiB, are not kept; the call is. Default: 32
     * MiB.
     *
     * @param maxAttributeBytes 0 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxAttributeBytes(long maxAttributeBytes) {
      this.maxAttributeBytes = Limits.atLeast(0, "maxAttributeBytes", maxAttributeBytes);
      return this;
    }

    /**
     * How long after its last use a conversation is forgotten (CALL-5). Default: 24 hours.
     *
     * @param timeToLive 1 millisecond or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder timeToLive(Duration timeToLive) {
      if (timeToLive.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException(
            "timeToLive is " + timeToLive + ": at least a millisecond is needed.");
      }
      this.timeToLive = timeToLive;
      return this;
    }

    /**
     * The clock by which conversations expire. Default: one that only ever goes forward, at the
     * pace of time.
     *
     * @param clock a clock
     * @return this
     */
    public Builder clock(Clock clock) {
      millis = clock::millis;
      return this;
    }

    /**
     * The directory.
     *
     * @return a new, empty directory
     */
    public InMemoryVoiceCallDirectory build() {
      return new InMemoryVoiceCallDirectory(this);
    }
  }
}
