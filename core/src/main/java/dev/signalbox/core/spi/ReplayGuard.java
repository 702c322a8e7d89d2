package dev.signalbox.core.spi;

import dev.signalbox.core.CallCenterId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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

  /**
   * A use of a token's id.
   *
   * @param verdict whether the token may be accepted
   * @param untilKept for a first use: completes when a crash can't give the id back any more, and
   *     fails when that can't be said. The request that came with the token is not answered before,
   *     and not at all after a failure. Empty where there is nothing to wait for
   * @since 0.2.0
   */
  record Use(Verdict verdict, Optional<CompletionStage<Void>> untilKept) {}

  /**
   * Uses a token's id, as {@link #use} does, and says what its answer has to wait for. A guard that
   * keeps ids on a disk and lets {@link #use} return earlier overrides this.
   *
   * @param callCenter the scope of the id
   * @param jti at most 255 characters
   * @param expiresAt until when the token would be accepted, clock skew included
   * @return the verdict; by default with nothing to wait for
   * @since 0.2.0
   */
  default Use useUp(CallCenterId callCenter, String jti, Instant expiresAt) {
    return new Use(use(callCenter, jti, expiresAt), Optional.empty());
  }
}
