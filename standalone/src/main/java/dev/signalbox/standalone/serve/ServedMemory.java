package dev.signalbox.standalone.serve;

import dev.signalbox.core.format.Profile;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.natives.NativeFolder;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import dev.signalbox.transport.sqlite.SqliteReplayGuard;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What the server remembers of calls and tokens, in memory or in a data file. */
final class ServedMemory {
  private final VoiceCallDirectory calls;
  private final ReplayGuard replays;
  private final IntSupplier conversations;
  private final LongSupplier tokens;
  private final Runnable clear;
  private final Optional<SqliteDatabase> database;
  private final Optional<SqliteVoiceCallDirectory> stored;
  private final CountDownLatch started = new CountDownLatch(1);

  private ServedMemory(
      VoiceCallDirectory calls,
      ReplayGuard replays,
      IntSupplier conversations,
      LongSupplier tokens,
      Runnable clear,
      Optional<SqliteDatabase> database,
      Optional<SqliteVoiceCallDirectory> stored) {
    this.calls = calls;
    this.replays = replays;
    this.conversations = conversations;
    this.tokens = tokens;
    this.clear = clear;
    this.database = database;
    this.stored = stored;
  }

  /**
   * As the operator wants it.
   *
   * @param callCenters how many may call
   */
  static ServedMemory of(ServeOptions options, int callCenters, Clock clock) throws CommandFailure {
    if (options.data.data.find().isPresent()) {
      return inFile(options, options.data.data.find().get(), callCenters, clock);
    }
    if (options.data.maxData.find().isPresent()) {
      throw CommandFailure.usage("--max-data goes with --data");
    }
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder()
            .maxConversations(options.maxConversations.get())
            .maxCallsPerConversation(options.maxCallsPerConversation.get())
            .maxCalls(options.maxCalls.get())
            .maxAttributeBytes(options.maxAttributeBytes.get())
            .timeToLive(options.conversationTtl.get())
            .callCenters(callCenters)
            .reuseVoiceCallIds(options.profile.get() == Profile.V58)
            .build();
    InMemoryReplayGuard replays = new InMemoryReplayGuard(options.maxTokens.get(), clock);
    return new ServedMemory(
        calls,
        replays,
        calls::conversationCount,
        replays::remembered,
        () -> {
          calls.clear();
          replays.clear();
        },
        Optional.empty(),
        Optional.empty());
  }

  private static ServedMemory inFile(
      ServeOptions options, Path folder, int callCenters, Clock clock) throws CommandFailure {
    if (!options.transport.transport.get().equals("inmemory")) {
      throw CommandFailure.usage(
          "--data is for delivery in this program: it goes with no other --transport");
    }
    try {
      NativeFolder.serveSqlite();
      SqliteDatabase database =
          SqliteDatabase.of(
              folder, options.data.maxData.find().orElse(SqliteDatabase.DEFAULT_MAX_SIZE));
      SqliteVoiceCallDirectory calls =
          SqliteVoiceCallDirectory.builder(database)
              .maxConversations(options.maxConversations.get())
              .maxCallsPerConversation(options.maxCallsPerConversation.get())
              .maxCalls(options.maxCalls.get())
              .maxAttributeBytes(options.maxAttributeBytes.get())
              .timeToLive(options.conversationTtl.get())
              .callCenters(callCenters)
              .reuseVoiceCallIds(options.profile.get() == Profile.V58)
              .build();
      SqliteReplayGuard replays = SqliteReplayGuard.of(database, options.maxTokens.get(), clock);
      return new ServedMemory(
          calls,
          replays,
          calls::conversationCount,
          replays::remembered,
          () -> {}, // What is in the file stays.
          Optional.of(database),
          Optional.of(calls));
    } catch (IllegalStateException unusable) {
      throw CommandFailure.failure("--data: " + unusable.getMessage());
    }
  }

  VoiceCallDirectory calls() {
    return calls;
  }

  ReplayGuard replays() {
    return replays;
  }

  int conversations() {
    return conversations.getAsInt();
  }

  long tokens() {
    return tokens.getAsLong();
  }

  /** Forgets what is in memory alone. */
  void clear() {
    clear.run();
  }

  /** The transport that delivers from the data file, where there is one. */
  Optional<Transport> transport(TransportOptions options, DeliveryListener listener) {
    return stored.map(
        directory -> {
          SqliteTransport.Builder transport = SqliteTransport.builder(directory).listener(listener);
          options.maxBatchesPerConversation.find().ifPresent(transport::maxBatchesPerConversation);
          options.maxBatches.find().ifPresent(transport::maxBatches);
          options.maxBytes.find().ifPresent(transport::maxBytes);
          options.maxStuckCalls.find().ifPresent(transport::maxStuckCalls);
          return transport.build();
        });
  }

  /** Waits until the server listens. */
  void awaitStart() throws InterruptedException {
    started.await();
  }

  void started() {
    started.countDown();
  }

  void close() {
    database.ifPresent(SqliteDatabase::close);
  }
}
