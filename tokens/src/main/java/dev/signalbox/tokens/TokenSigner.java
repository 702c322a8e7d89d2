package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the tokens that a call center sends (AUTH-2 to AUTH-5): RS256, with {@code iss}, {@code
 * sub}, {@code iat} and {@code exp}, and {@code aud} and {@code jti} where wanted. The org id is
 * signed in the form in which it was given (AUTH-3). Thread-safe.
 */
public final class TokenSigner {
  /** The longest that a token may live (AUTH-4). */
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(TokenParser.MAX_LIFETIME_SECONDS);

  private final CallCenterId callCenter;
  private final NimbusTokens tokens;
  private final Duration lifetime;
  private final Optional<String> audience;
  private final boolean jti;
  private final Clock clock;

  private TokenSigner(Builder builder) {
    callCenter = builder.callCenter;
    tokens = tokens(builder.key);
    lifetime = builder.lifetime;
    audience = builder.audience;
    jti = builder.jti;
    clock = builder.clock;
  }

  /**
   * Begins a signer of tokens that live 15 minutes, have a fresh {@code jti} and no {@code aud},
   * and go by the system's clock.
   *
   * @param callCenter who sends
   * @param key an RSA key of 1024 bits or more, of any security provider: a key that never leaves
   *     its hardware is fine. Endpoints may ask for 2048 bits
   * @return a builder
   * @throws IllegalArgumentException when the key is not for RSA, or is known to have fewer bits
   */
  public static Builder builder(CallCenterId callCenter, PrivateKey key) {
    return new Builder(callCenter, key);
  }

  /**
   * Makes a token that is valid from now on.
   *
   * @return the token, to be sent as {@code Authorization: Bearer <token>}: a secret until it
   *     expires
   * @throws IllegalStateException when the security provider can't sign with the key
   */
  public String sign() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      return tokens.signed(
          callCenter,
          now,
          now.plus(lifetime),
          audience,
          jti ? Optional.of(UUID.randomUUID().toString()) : Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "AUTH-2: the private key of " + callCenter + " can't make an RS256 signature.", e);
    }
  }

  private static NimbusTokens tokens(PrivateKey key) {
    try {
      return new NimbusTokens(key);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Tokens are signed with com.nimbusds:nimbus-jose-jwt 10 or later, which must be on the"
              + " module path or class path. It can't be loaded here: "
              + e,
          e);
    }
  }

  /** Makes a {@link TokenSigner}. Not thread-safe. */
  public static final class Builder {
    private final CallCenterId callCenter;
    private final PrivateKey key;
    private Duration lifetime = Duration.ofMinutes(15);
    private Optional<String> audience = Optional.empty();
    private boolean jti = true;
    private Clock clock = Clock.systemUTC();

    private Builder(CallCenterId callCenter, PrivateKey key) {
      this.callCenter = Objects.requireNonNull(callCenter, "callCenter");
      if (!"RSA".equalsIgnoreCase(key.getAlgorithm())) {
        throw new IllegalArgumentException(
            "AUTH-2: the private key is for "
                + key.getAlgorithm()
                + "; tokens are signed with RS256, which needs an RSA key.");
      }
      // Some keys of hardware tell their modulus, some tell nothing.
      if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < CallCenterKey.MIN_WEAK_BITS) {
        throw new IllegalArgumentException(
            "AUTH-3: the private key has "
                + rsa.getModulus().bitLength()
                + " bits; at least "
                + CallCenterKey.MIN_WEAK_BITS
                + " are needed, "
                + CallCenterKey.MIN_BITS
                + " by most endpoints.");
      }
      this.key = key;
    }

    /**
     * How long each token lives.
     *
     * @param lifetime whole seconds, from 1 second to 24 hours; 15 minutes by default
     * @return this builder
     * @throws IllegalArgumentException when it is something else
     */
    public Builder lifetime(Duration lifetime) {
      if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
          || lifetime.compareTo(MAX_LIFETIME) > 0
          || !lifetime.equals(lifetime.truncatedTo(ChronoUnit.SECONDS))) {
        throw new IllegalArgumentException(
            "AUTH-4: a token can't live "
                + lifetime
                + ": give whole seconds, from PT1S to "
                + MAX_LIFETIME
                + ".");
      }
      this.lifetime = lifetime;
      return this;
    }

    /**
     * What each token says in {@code aud}.
     *
     * @param audience the endpoint's; by default there is no {@code aud}
     * @return this builder
     */
    public Builder audience(String audience) {
      this.audience = Optional.of(audience);
      return this;
    }

    /**
     * Whether each token has a fresh, random {@code jti}, so that it can be used once only
     * (AUTH-5).
     *
     * @param fresh true, the default; or false for tokens that can be used until they expire
     * @return this builder
     */
    public Builder jti(boolean fresh) {
      this.jti = fresh;
      return this;
    }

    /**
     * The clock that tells when a token is made.
     *
     * @param clock the system's by default
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Makes the signer.
     *
     * @return a signer, which later changes to this builder leave alone
     * @throws IllegalStateException when the library that signs is missing or too old; the message
     *     names the artifact that is needed
     */
    public TokenSigner build() {
      return new TokenSigner(this);
    }
  }
}
