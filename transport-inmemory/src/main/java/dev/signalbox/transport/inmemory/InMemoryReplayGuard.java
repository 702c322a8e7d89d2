package dev.signalbox.transport.inmemory;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.transport.inmemory.internal.replay.ReplayCache;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers used token ids in memory (AUTH-5), up to a bound per call center. When that many have
 * not expired, a new one is refused as {@link Verdict#FULL}; none is forgotten before it expires.
 *
 * <p>An id takes up to 40 bytes whatever its length, since only a digest of it is kept: at the
 * default of a million some 35 MB for a call center that uses them all. A call center's memory
 * grows as it is needed and is given back when all its ids have expired. A use costs O(log n).
 *
 * <p>Thread-safe. Nothing survives the process: a token can be used again after a restart.
 */
public final class InMemoryReplayGuard implements ReplayGuard {
  /** How many ids a call center has at the most, by default. */
  public static final int DEFAULT_MAX_PER_CALL_CENTER = 1_000_000;

  private final ConcurrentHashMap<CallCenterId, ReplayCache> callCenters =
      new ConcurrentHashMap<>();
  private final int maxPerCallCenter;
  private final Clock clock;

  /** A guard with the default bound and the system's clock. */
  public InMemoryReplayGuard() {
    this(DEFAULT_MAX_PER_CALL_CENTER, Clock.systemUTC());
  }

  /**
   * A guard.
   *
   * @param maxPerCallCenter how many ids are remembered per call center: 1 or more
   * @param clock says when an id has expired
   * @throws IllegalArgumentException when the number is less than 1
   */
  public InMemoryReplayGuard(int maxPerCallCenter, Clock clock) {
    this.maxPerCallCenter = Limits.positive("maxPerCallCenter", maxPerCallCenter);
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An id is remembered until the second in which it expires has passed. Where the clock was set
   * back, an id that may have been forgotten when the clock was ahead is refused as {@link
   * Verdict#FULL}.
   */
  @Override
  public Verdict use(CallCenterId callCenter, String jti, Instant expiresAt) {
    ReplayCache ids = callCenters.get(callCenter);
    if (ids == null) {
      ids = callCenters.computeIfAbsent(callCenter, id -> new ReplayCache(maxPerCallCenter));
    }
    return ids.use(jti, expiresAt, clock.instant());
  }

  /**
   * Forgets all ids, so that tokens can be used again. For tests that begin anew.
   *
   * @since 0.2.0
   */
  public void clear() {
    callCenters.clear();
  }

  /**
   * How many ids are remembered.
   *
   * @return of all call centers together; some may have expired and not yet made room
   * @since 0.2.0
   */
  public long remembered() {
    return callCenters.values().stream().mapToLong(ReplayCache::size).sum();
  }
}
