package dev.signalbox.sender.internal;

import dev.signalbox.tokens.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A token for each request: a new one each time, or one that is reused until shortly before it
 * expires (AUTH-4, AUTH-5). Thread-safe.
 */
public final class TokenSource {
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final TokenSigner signer;
  private final boolean reused;
  private final Duration use;
  private final Clock clock;
  private @Nullable String token;
  private Instant signedAt = Instant.MIN;

  /**
   * A source of the signer's tokens.
   *
   * @param signer one without {@code jti} where tokens are reused
   * @param lifetime how long the signer's tokens are valid
   */
  public TokenSource(TokenSigner signer, boolean reused, Duration lifetime, Clock clock) {
    this.signer = signer;
    this.reused = reused;
    this.clock = clock;
    // A request may be in flight for a while, and the endpoint's clock may be ahead.
    Duration fifth = lifetime.dividedBy(5);
    use = lifetime.minus(fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN);
  }

  /**
   * A token for the next request. May block, where the key is in hardware or far away.
   *
   * @throws RuntimeException when the security provider can't sign
   */
  public String next() {
    return reused ? current() : signer.sign();
  }

  private synchronized String current() {
    Instant now = clock.instant();
    // A clock that was put back leaves a token that is not yet valid.
    if (token == null || now.isBefore(signedAt) || !now.isBefore(signedAt.plus(use))) {
      token = signer.sign();
      signedAt = now;
    }
    return token;
  }

  /** The endpoint refused a token: the next request gets another one. */
  public synchronized void refused(String refused) {
    if (Objects.equals(token, refused)) {
      token = null;
    }
  }
}
