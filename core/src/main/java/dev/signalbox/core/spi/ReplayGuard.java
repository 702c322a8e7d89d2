package dev.signalbox.core.spi;

import dev.signalbox.core.CallCenterId;
import java.time.Instant;

/**
 * Remembers the {@code jti} of every accepted token until the token has expired (AUTH-5).
 * Implementations are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: forgetting an id before it expires, for instance
 * to make room, lets a stolen token be used again.
 */
public interface ReplayGuard {
  /** What the guard answers. */
  enum Verdict {
    /**
     * This is the first use; it is remembered. Of simultaneous uses exactly one gets this answer.
     */
    FIRST_USE,
    /** The id was used before and has not expired. */
    REPLAYED,
    /** The id is new, and there is no room to remember it. The token must not be accepted. */
    FULL
  }

  /**
   * Uses a token's id.
   *
   * @param callCenter the scope of the id; each has a bounded memory of its own, so that none can
   *     lock out another
   * @param jti at most 255 characters
   * @param expiresAt until when the token would be accepted, clock skew included
   * @return whether it may be accepted
   */
  Verdict use(CallCenterId callCenter, String jti, Instant expiresAt);
}
