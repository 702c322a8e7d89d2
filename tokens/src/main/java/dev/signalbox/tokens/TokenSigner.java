package dev.signalbox.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the tokens that a call center sends (AUTH-2 to AUTH-5): RS256, with {@code iss}, {@code
 * sub}, {@code iat} and {@code exp}, and {@code aud} and {@code jti} where wanted. The org id is
 * signed in the form in which it was given (AUTH-3). Thread-safe.
 */
public final class TokenSigner {
  /** The longest that a token may live (AUTH-4). */
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(TokenParser.MAX_LIFETIME_SECONDS);

  private static final JWSHeader HEADER =
      new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build();

  private final CallCenterId callCenter;
  private final JWSSigner signer;
  private final Duration lifetime;
  private final Optional<String> audience;
  private final boolean jti;
  private final Clock clock;

  private TokenSigner(Builder builder) {
    callCenter = builder.callCenter;
    signer = new RSASSASigner(builder.key, Set.of(AllowWeakRSAKey.getInstance()));
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
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(callCenter.orgId().asGiven())
            .subject(callCenter.apiName())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)));
    audience.ifPresent(claims::audience);
    if (jti) {
      claims.jwtID(UUID.randomUUID().toString());
    }
    SignedJWT token = new SignedJWT(HEADER, claims.build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException(
          "AUTH-2: the private key of " + callCenter + " can't make an RS256 signature.", e);
    }
    return token.serialize();
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
     */
    public TokenSigner build() {
      return new TokenSigner(this);
    }
  }
}
