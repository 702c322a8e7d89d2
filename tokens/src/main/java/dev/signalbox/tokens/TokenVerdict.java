package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.ReplayGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What {@link TokenVerifier#verify} finds. */
public sealed interface TokenVerdict {
  /**
   * The request comes from a registered call center. A token's {@code jti} is used up with this.
   *
   * @param callCenter who sends (AUTH-3)
   * @param expiresAt the token's {@code exp}, without the skew that is allowed
   * @param jtiUsed whether the token had a jti, which is used up now: the token can't be sent again
   *     (AUTH-5)
   * @param untilKept what every answer to the request has to wait for, a refusal as well, so that
   *     no crash gives the jti back: {@link ReplayGuard.Use#untilKept}
   */
  record Accepted(
      CallCenterId callCenter,
      Instant expiresAt,
      boolean jtiUsed,
      Optional<CompletionStage<Void>> untilKept)
      implements TokenVerdict {
    /**
     * A verdict whose answer has nothing to wait for.
     *
     * @param callCenter who sends (AUTH-3)
     * @param expiresAt the token's {@code exp}
     * @param jtiUsed whether the token had a jti
     */
    public Accepted(CallCenterId callCenter, Instant expiresAt, boolean jtiUsed) {
      this(callCenter, expiresAt, jtiUsed, Optional.empty());
    }
  }

  /**
   * The request is to be answered with 401, always the same one (AUTH-1).
   *
   * @param clause the clause that the token violates: for the log, never for the peer
   * @param reason a sentence for the operator, without any part of the token's signature or of a
   *     key: for the log, never for the peer
   * @param tokenGiven whether the answer names the error {@code invalid_token}: the request had a
   *     token
   */
  record Refused(Clause clause, String reason, boolean tokenGiven) implements TokenVerdict {}

  /**
   * The token is good, and its new {@code jti} can't be remembered, so that it must not be accepted
   * (AUTH-5): 503.
   *
   * @param callCenter whose memory is full
   * @param retryAfter when it is worth trying again
   */
  record MemoryFull(CallCenterId callCenter, Duration retryAfter) implements TokenVerdict {}
}
