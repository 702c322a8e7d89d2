package dev.signalbox.transport.sqlite;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.transport.inmemory.internal.replay.ReplayCache;
import dev.signalbox.transport.sqlite.internal.Store;
import dev.signalbox.transport.sqlite.internal.Write;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers used token ids over restarts (AUTH-5), up to a bound per call center. The verdict comes
 * from memory at once, and the endpoint answers when the use is written, whatever the answer is; so
 * no crash gives back an id whose request was answered. When the file can't be written, every id is
 * refused as {@link Verdict#FULL}.
 *
 * <p>Ids of earlier processes are remembered also where there are more of them than the bound,
 * which may have been lowered; then every new one is refused until enough have expired.
 *
 * <p>An id takes up to 40 bytes of memory and some 70 of the file until it expires. Thread-safe.
 *
 * @since 0.2.0
 */
public final class SqliteReplayGuard implements ReplayGuard {
  /** How many ids a call center has at the most, by default. */
  public static final int DEFAULT_MAX_PER_CALL_CENTER = 1_000_000;

  private static final Use FULL = new Use(Verdict.FULL, Optional.empty());

  private final ConcurrentHashMap<CallCenterId, ReplayCache> callCenters =
      new ConcurrentHashMap<>();
  private final Store store;
  private final int maxPerCallCenter;
  private final Clock clock;

  private SqliteReplayGuard(SqliteDatabase database, int maxPerCallCenter, Clock clock) {
    if (maxPerCallCenter < 1) {
      throw new IllegalArgumentException("maxPerCallCenter must be 1 or more");
    }
    store = database.store();
    this.maxPerCallCenter = maxPerCallCenter;
    this.clock = clock;
    Instant now = clock.instant();
    store.forEachJti(
        now.getEpochSecond(),
        (callCenter, digest, until) -> cache(callCenter).restore(digest, until));
  }

  /**
   * A guard with the default bound and the system's clock.
   *
   * @param database the open file
   * @return a guard that knows the ids of earlier processes
   */
  public static SqliteReplayGuard of(SqliteDatabase database) {
    return of(database, DEFAULT_MAX_PER_CALL_CENTER, Clock.systemUTC());
  }

  /**
   * A guard.
   *
   * @param database the open file
   * @param maxPerCallCenter how many ids are remembered per call center: 1 or more
   * @param clock says when an id has expired
   * @return a guard that knows the ids of earlier processes
   */
  public static SqliteReplayGuard of(SqliteDatabase database, int maxPerCallCenter, Clock clock) {
    return new SqliteReplayGuard(database, maxPerCallCenter, clock);
  }

  private ReplayCache cache(CallCenterId callCenter) {
    ReplayCache ids = callCenters.get(callCenter);
    return ids == null
        ? callCenters.computeIfAbsent(callCenter, id -> new ReplayCache(maxPerCallCenter))
        : ids;
  }

  @Override
  public Verdict use(CallCenterId callCenter, String jti, Instant expiresAt) {
    return useUp(callCenter, jti, expiresAt).verdict();
  }

  @Override
  public Use useUp(CallCenterId callCenter, String jti, Instant expiresAt) {
    if (store.failure() != null) {
      return FULL;
    }
    Instant now = clock.instant();
    byte[] digest = ReplayCache.digest(jti);
    long until = ReplayCache.until(expiresAt, now);
    Verdict verdict = cache(callCenter).use(digest, until, now);
    if (verdict != Verdict.FIRST_USE) {
      return new Use(verdict, Optional.empty());
    }
    JtiWrite write = new JtiWrite(callCenter, digest, until);
    return store.offer(write) ? new Use(verdict, Optional.of(write.kept)) : FULL;
  }

  /**
   * How many ids are remembered.
   *
   * @return of all call centers together; some may have expired and not yet made room
   */
  public long remembered() {
    return callCenters.values().stream().mapToLong(ReplayCache::size).sum();
  }

  private final class JtiWrite implements Write {
    private final CompletableFuture<Void> kept = new CompletableFuture<>();
    private final CallCenterId callCenter;
    private final byte[] digest;
    private final long until;

    JtiWrite(CallCenterId callCenter, byte[] digest, long until) {
      this.callCenter = callCenter;
      this.digest = digest;
      this.until = until;
    }

    @Override
    public void apply() throws SQLException {
      store.insertJti(callCenter, digest, until);
    }

    @Override
    public void committed() {
      store.answer(() -> kept.complete(null));
    }

    @Override
    public void failed(String detail, boolean known) {
      store.answer(() -> kept.completeExceptionally(new IOException(detail)));
    }

    /** A used id is not given back, also where its request got no answer. */
    @Override
    public boolean isRepeated() {
      return true;
    }
  }
}
