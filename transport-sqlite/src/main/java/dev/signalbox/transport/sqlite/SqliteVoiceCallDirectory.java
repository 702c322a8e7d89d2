package dev.signalbox.transport.sqlite;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.transport.inmemory.internal.calls.CallLimits;
import dev.signalbox.transport.inmemory.internal.calls.Conversations;
import dev.signalbox.transport.inmemory.internal.calls.PlannedCall;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.sqlite.internal.Store;
import dev.signalbox.transport.sqlite.internal.Write;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers voice calls over restarts (CALL-1 to CALL-5), and with them the conversations of the
 * {@link SqliteTransport} that is made with it. What is asked for each batch comes from memory; a
 * record is answered when it is on the disk.
 *
 * <p>Memory and file are bounded by the numbers of conversations and calls and by the room for
 * attributes, as in memory. Thread-safe.
 *
 * @since 0.2.0
 */
public final class SqliteVoiceCallDirectory implements VoiceCallDirectory {
  private final SqliteDatabase database;
  private final Store store;
  private final Conversations conversations;
  private final Map<Long, ConversationMailbox> restored;
  private final int callCenters;
  private final AtomicBoolean delivering = new AtomicBoolean();

  private SqliteVoiceCallDirectory(Builder builder) {
    database = builder.database;
    store = database.store();
    callCenters = builder.callCenters;
    long now = System.currentTimeMillis();
    long start = System.nanoTime();
    // Goes on over restarts, and doesn't jump meanwhile, which would forget calls in mid-call.
    LongSupplier steady = () -> now + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Clock given = builder.clock;
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
            given == null ? steady : given::millis);
    long longest = Long.MAX_VALUE / 4;
    restored =
        store.load(
            conversations,
            builder.timeToLive.compareTo(Duration.ofMillis(longest)) > 0
                ? longest
                : builder.timeToLive.toMillis());
  }

  /**
   * A directory with the defaults.
   *
   * @param database the open file
   * @return a directory that knows the calls of earlier processes
   */
  public static SqliteVoiceCallDirectory of(SqliteDatabase database) {
    return builder(database).build();
  }

  /**
   * Begins a directory with choices.
   *
   * @param database the open file
   * @return a builder with the defaults
   */
  public static Builder builder(SqliteDatabase database) {
    return new Builder(database);
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
   * @return a stage that completes when the record is on the disk; a refusal names CALL-2 for an
   *     unknown parent, CALL-3 for a parent in another conversation, CALL-5 where a bound is
   *     reached, and RES-4 when the file can't be written
   */
  @Override
  public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
    CallWrite write = new CallWrite(callCenter, call);
    if (!store.offer(write)) {
      return CompletableFuture.completedStage(unavailable());
    }
    return write.answer;
  }

  private static Registration unavailable() {
    return new Registration.Refused(
        Clause.RES_4, SqliteTransport.UNAVAILABLE, SqliteTransport.RETRY);
  }

  /**
   * A voice call's latest record (CALL-1).
   *
   * @param callCenter the scope of the key
   * @param key the call's key
   * @return the record; or empty when no record exists
   */
  public Optional<VoiceCall> call(CallCenterId callCenter, VendorCallKey key) {
    return conversations.call(callCenter, key);
  }

  /**
   * How many conversations are remembered.
   *
   * @return 0 to the bound
   */
  public int conversationCount() {
    return conversations.size();
  }

  void beginDelivery() {
    if (delivering.getAndSet(true)) {
      throw new IllegalStateException(
          "This directory has a transport already, which delivers what waits in "
              + store.path()
              + ": use that one.");
    }
  }

  SqliteDatabase database() {
    return database;
  }

  Conversations conversations() {
    return conversations;
  }

  /** The conversations that earlier processes have left, by their row. */
  Map<Long, ConversationMailbox> restored() {
    return restored;
  }

  int callCenters() {
    return callCenters;
  }

  private final class CallWrite implements Write {
    private final CompletableFuture<Registration> answer = new CompletableFuture<>();
    private final CallCenterId callCenter;
    private final VoiceCall call;
    private @Nullable PlannedCall planned;
    private long row;

    CallWrite(CallCenterId callCenter, VoiceCall call) {
      this.callCenter = callCenter;
      this.call = call;
    }

    @Override
    public void apply() throws SQLException {
      planned = conversations.plan(callCenter, call);
      if (planned.answer().isEmpty()) {
        row = store.insertCall(planned, conversations.now());
      }
    }

    @Override
    public void committed() {
      PlannedCall made = planned;
      if (made == null) {
        return;
      }
      Registration registration = made.answer().orElse(null);
      if (registration == null) {
        registration = conversations.apply(made);
        if (made.target().isEmpty()) {
          ConversationMailbox mailbox =
              conversations.find(new ConversationId(callCenter, call.vendorCallKey()));
          if (mailbox != null) {
            mailbox.row(row);
          }
        }
      }
      Registration result = registration;
      store.answer(() -> answer.complete(result));
    }

    @Override
    public void failed(String detail, boolean known) {
      Registration result = known ? unavailable() : new Registration.Unknown(detail);
      store.answer(() -> answer.complete(result));
    }

    /** The next change has to see this one, which memory shows when it is committed. */
    @Override
    public boolean endsGroup() {
      return true;
    }
  }

  /** Builds a {@link SqliteVoiceCallDirectory}. Not thread-safe. */
  public static final class Builder {
    private final SqliteDatabase database;
    private int maxConversations = 100_000;
    private int maxCallsPerConversation = 1_000;
    private int maxCalls = 1_000_000;
    private long maxAttributeBytes = 32L << 20;
    private int callCenters = 1;
    private boolean reuseVoiceCallIds;
    private Duration timeToLive = Duration.ofHours(24);
    private @Nullable Clock clock;

    private Builder(SqliteDatabase database) {
      this.database = database;
    }

    /**
     * How many call centers share the conversations and the calls. Default: 1.
     *
     * @param callCenters 1 or more
     * @return this
     */
    public Builder callCenters(int callCenters) {
      this.callCenters = positive("callCenters", callCenters);
      return this;
    }

    /**
     * Whether a key that is registered again keeps the id that it has (CALL-1). Default: false.
     *
     * @param reuse true to keep it
     * @return this
     */
    public Builder reuseVoiceCallIds(boolean reuse) {
      reuseVoiceCallIds = reuse;
      return this;
    }

    /**
     * How many conversations are live at the most (CALL-5). Default: 100,000.
     *
     * @param maxConversations 1 or more
     * @return this
     */
    public Builder maxConversations(int maxConversations) {
      this.maxConversations = positive("maxConversations", maxConversations);
      return this;
    }

    /**
     * How many records a conversation has at the most. Default: 1,000.
     *
     * @param maxCallsPerConversation 1 or more
     * @return this
     */
    public Builder maxCallsPerConversation(int maxCallsPerConversation) {
      this.maxCallsPerConversation = positive("maxCallsPerConversation", maxCallsPerConversation);
      return this;
    }

    /**
     * How many records there are in all at the most. Default: 1,000,000.
     *
     * @param maxCalls 1 or more
     * @return this
     */
    public Builder maxCalls(int maxCalls) {
      this.maxCalls = positive("maxCalls", maxCalls);
      return this;
    }

    /**
     * How much room there is in memory for what records say beside their keys. Default: 32 MiB.
     *
     * @param maxAttributeBytes 0 or more
     * @return this
     */
    public Builder maxAttributeBytes(long maxAttributeBytes) {
      if (maxAttributeBytes < 0) {
        throw new IllegalArgumentException("maxAttributeBytes must be 0 or more");
      }
      this.maxAttributeBytes = maxAttributeBytes;
      return this;
    }

    /**
     * How long after its last use a conversation is forgotten (CALL-5). Default: 24 hours.
     *
     * @param timeToLive more than nothing
     * @return this
     */
    public Builder timeToLive(Duration timeToLive) {
      if (timeToLive.isNegative() || timeToLive.isZero()) {
        throw new IllegalArgumentException("timeToLive must be more than nothing");
      }
      this.timeToLive = timeToLive;
      return this;
    }

    /**
     * The clock by which conversations expire. Default: the time of the system at the start, and
     * from then on one that does not jump.
     *
     * @param clock a clock
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * The directory.
     *
     * @return a directory that knows the calls of earlier processes
     */
    public SqliteVoiceCallDirectory build() {
      return new SqliteVoiceCallDirectory(this);
    }

    static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more");
      }
      return value;
    }
  }
}
