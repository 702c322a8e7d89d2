package dev.signalbox.transport.kafka.internal.replay;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.log.CommandLog;
import dev.signalbox.transport.kafka.internal.log.CommandOutcome;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.wire.Wire;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The used token ids that all instances share: a use is a claim in the log, and the first claim of
 * an id counts (AUTH-5). In doubt, and while the brokers are away, the guard says that it is full,
 * so that no token passes. Thread-safe.
 */
public final class LoggedClaims implements ReplayGuard, AutoCloseable {
  private static final byte VERSION = 1;

  private final List<ClaimRegistry> registries = new ArrayList<>();
  private final CommandLog<Verdict> log;
  private final int maxPerPartition;
  private final CompletableFuture<Void> loaded;
  private final boolean marks;

  /**
   * The guard.
   *
   * @param topics the topics
   * @param clients makes clients
   * @param admin asks for the ends of partitions
   * @param maxPerCallCenter how many ids are remembered of a call center
   * @param patience how long a use may take
   * @param marks false to know a claim by its id alone, for a test that shows what marks are for
   */
  public LoggedClaims(
      KnownTopics topics,
      Clients clients,
      Admin admin,
      int maxPerCallCenter,
      Duration patience,
      boolean marks) {
    for (int p = 0; p < topics.jti(); p++) {
      registries.add(new ClaimRegistry());
    }
    maxPerPartition = Math.max(1, (maxPerCallCenter + topics.jti() - 1) / topics.jti());
    this.marks = marks;
    log =
        new CommandLog<>(topics.names().jti(), topics.jti(), patience, clients, admin, this::apply);
    loaded = log.loaded();
  }

  /** Begins to read the log. */
  public CompletableFuture<Void> start() {
    log.start();
    return loaded;
  }

  private Verdict apply(ConsumerRecord<byte[], byte[]> record, UUID mark) {
    if (record.key() == null || record.value() == null) {
      return Verdict.FULL;
    }
    try {
      ByteBuffer digest = ByteBuffer.wrap(record.key());
      ByteBuffer value = ByteBuffer.wrap(record.value());
      if (value.get() != VERSION) {
        return Verdict.FULL;
      }
      long expiresAt = value.getLong();
      int max = value.getInt();
      String scope = StandardCharsets.UTF_8.decode(value).toString();
      return registries
          .get(record.partition())
          .apply(
              scope,
              digest.getLong(),
              digest.getLong(),
              expiresAt,
              max,
              mark.getMostSignificantBits() ^ mark.getLeastSignificantBits(),
              record.timestamp());
    } catch (BufferUnderflowException noClaim) {
      return Verdict.FULL;
    }
  }

  @Override
  public Verdict use(CallCenterId callCenter, String jti, Instant expiresAt) {
    if (!loaded.isDone() || loaded.isCompletedExceptionally()) {
      return Verdict.FULL;
    }
    byte[] digest = digest(callCenter, jti);
    byte[] scope = callCenter.toString().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        ByteBuffer.allocate(13 + scope.length)
            .put(VERSION)
            .putLong(expiresAt.toEpochMilli())
            .putInt(maxPerPartition)
            .put(scope)
            .array();
    UUID mark = marks ? UUID.randomUUID() : UUID.nameUUIDFromBytes(digest);
    CommandOutcome<Verdict> outcome =
        log.append(Wire.partition(digest, registries.size()), digest, value, mark)
            .toCompletableFuture()
            .join();
    return outcome instanceof CommandOutcome.Applied<Verdict> applied
        ? applied.result()
        : Verdict.FULL;
  }

  private static byte[] digest(CallCenterId callCenter, String jti) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256")
              .digest(Wire.join(callCenter.orgId().value(), callCenter.apiName(), jti));
      return java.util.Arrays.copyOf(whole, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Why the log can't be read any more; empty when all is well. */
  public Optional<String> broken() {
    return log.broken();
  }

  @Override
  public void close() {
    log.close();
  }
}
