package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may speak for a call center, and for which (AUTH-1 to AUTH-5).
 *
 * <p>Signatures are verified with the RSA implementation that the JDK's list of security providers
 * puts first, and after a thousand of them with a native one, where there is one ({@link
 * Builder#nativeProvider}). A token is at most 8,192 characters long. Thread-safe.
 *
 * <p>A token without {@code jti} may be used again, and its signature is then not verified again:
 * the verifier remembers up to {@value VerifiedTokens#MAX} such tokens that it accepted, by their
 * SHA-256, in some 4 MB. Its times and its call center's keys are judged at each use all the same.
 * A token that has expired is judged once in a second, while no more than a few hundred such come.
 */
public final class TokenVerifier {
  /** A memory that is full gets room with every token that expires, so soon. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private static final Duration SKEW = Duration.ofSeconds(TokenParser.SKEW_SECONDS);

  /** A native provider takes as long to load as the JDK's takes for ten thousand signatures. */
  private static final int LOAD_NATIVE_AFTER = 1000;

  private static final SignatureCheck NOT_CHECKED = new SignatureCheck(null, List.of());

  private static final String SCHEME = "Bearer";

  private final CallCenterDirectory callCenters;
  private final ReplayGuard replays;
  private final TokenParser parser;
  private final Clock clock;
  private final VerifiedTokens verified = new VerifiedTokens();
  private final ExpiredTokens expired = new ExpiredTokens();
  private final Rs256 signatures;

  private TokenVerifier(Builder builder) {
    callCenters = builder.callCenters;
    replays = builder.replays;
    parser = new TokenParser(builder.audiences);
    clock = builder.clock;
    signatures = new Rs256(LOAD_NATIVE_AFTER, builder.nativeProvider);
  }

  /**
   * A verifier that checks no audience and goes by the system's clock.
   *
   * @param callCenters knows the keys
   * @param replays remembers each {@code jti}
   * @return a verifier
   */
  public static TokenVerifier of(CallCenterDirectory callCenters, ReplayGuard replays) {
    return builder(callCenters, replays).build();
  }

  /**
   * Begins a verifier that checks no audience and goes by the system's clock.
   *
   * @param callCenters knows the keys
   * @param replays remembers each {@code jti}
   * @return a builder
   */
  public static Builder builder(CallCenterDirectory callCenters, ReplayGuard replays) {
    return new Builder(callCenters, replays);
  }

  /**
   * Judges a request's token. Whatever the header holds, this returns; only what the directory or
   * the replay guard throws passes through, and then nothing was accepted.
   *
   * @param authorization the values of all the request's {@code Authorization} headers
   * @return accepted, and with that the token's {@code jti} is used up; or why not
   */
  public TokenVerdict verify(List<String> authorization) {
    if (authorization.size() != 1) {
      return authorization.isEmpty()
          ? refused("There is no Authorization header: send Authorization: Bearer <token>.", false)
          : refused(
              "There are "
                  + authorization.size()
                  + " Authorization headers: send exactly one, Authorization: Bearer <token>.",
              authorization.stream()
                  .anyMatch(value -> credentials(value).filter(t -> !t.isEmpty()).isPresent()));
    }
    Optional<String> token = credentials(authorization.get(0));
    if (token.isEmpty()) {
      return refused(
          "The Authorization header is of another scheme: send Authorization: Bearer <token>.",
          false);
    }
    if (token.get().isEmpty()) {
      return refused(
          "The Authorization header has no token: send Authorization: Bearer <token>.", false);
    }
    return verify(token.get());
  }

  private TokenVerdict verify(String token) {
    Instant now = clock.instant();
    TokenVerdict known = verified.find(token, now, callCenters);
    if (known == null) {
      known = expired.find(token, now);
    }
    return known == null ? judge(token, now) : known;
  }

  private TokenVerdict judge(String token, Instant now) {
    ParsedToken read = parser.parse(token, now);
    if (!read.violations().isEmpty()) {
      TokenVerdict.Refused refused = refused(read.violations());
      if (read.hasExpired()) {
        expired.add(token, now, refused);
      }
      return refused;
    }
    SignatureCheck check = signature(read);
    if (check.key == null) {
      return refused(check.violations);
    }
    CallCenterId callCenter = read.callCenter().orElseThrow();
    Instant expiresAt = read.expiresAt();
    if (read.jti().isPresent()) {
      return useUp(callCenter, read.jti().get(), expiresAt);
    }
    TokenVerdict.Accepted accepted = new TokenVerdict.Accepted(callCenter, expiresAt, false);
    verified.add(token, accepted, check.key, read.goodFrom(), expiresAt.plus(SKEW));
    return accepted;
  }

  private TokenVerdict useUp(CallCenterId callCenter, String jti, Instant expiresAt) {
    Instant forgottenAt = expiresAt.plus(SKEW);
    ReplayGuard.Use use = replays.useUp(callCenter, jti, forgottenAt);
    return switch (use.verdict()) {
      case FULL -> new TokenVerdict.MemoryFull(callCenter, RETRY_AFTER);
      case REPLAYED ->
          new TokenVerdict.Refused(
              Clause.AUTH_5,
              "The jti "
                  + Text.quote(jti)
                  + " was used before: make a new token for each request, or leave out the jti.",
              true);
      case FIRST_USE ->
          // A token may have expired on its way here, and the guard have forgotten an earlier use.
          clock.instant().isBefore(forgottenAt)
              ? new TokenVerdict.Accepted(callCenter, expiresAt, true, use.untilKept())
              : new TokenVerdict.Refused(
                  Clause.AUTH_4, "The token expired while it was verified: make a new one.", true);
    };
  }

  /**
   * Tells everything that is wrong with a token, where {@link #verify} stops at the first. Its
   * {@code jti} is neither used up nor looked up.
   *
   * @param token the token alone, without the scheme
   * @return the violations, each with its clause, empty pointer and a sentence that says what to do
   *     and contains no part of the signature or of a key; empty for a token that would be accepted
   *     on its first use
   */
  public List<Violation> explain(String token) {
    ParsedToken read = parser.parse(token, clock.instant());
    List<Violation> violations = new ArrayList<>(read.violations());
    violations.addAll(signature(read).violations);
    return List.copyOf(violations);
  }

  /**
   * Which key the signature belongs to, or why none.
   *
   * @param key null where there is none
   * @param violations none as well where the token does not get as far as a signature of the
   *     accepted kind
   */
  private record SignatureCheck(@Nullable CallCenterKey key, List<Violation> violations) {}

  private SignatureCheck signature(ParsedToken read) {
    if (read.jws().isEmpty() || read.callCenter().isEmpty()) {
      return NOT_CHECKED;
    }
    CallCenterId callCenter = read.callCenter().get();
    Set<CallCenterKey> keys = callCenters.keys(callCenter);
    if (keys.isEmpty()) {
      verifyInVain(read);
      return violation(
          "No key is registered for the org "
              + callCenter.orgId()
              + " (iss) and the call center "
              + Text.quote(callCenter.apiName())
              + " (sub): register its public key, or correct the two.");
    }
    if (!read.isRs256()) {
      return NOT_CHECKED;
    }
    String trouble = "";
    for (CallCenterKey key : keys) {
      try {
        CompactJws jws = read.jws().get();
        if (signatures.verifies(key, jws.signingInput(), jws.signature())) {
          return new SignatureCheck(key, List.of());
        }
      } catch (GeneralSecurityException | RuntimeException e) {
        // Security providers throw what they like; a signature not verified is not verified. The
        // message may show the key.
        Throwable cause = e.getCause() == null ? e : e.getCause();
        trouble = " A key could not be used: " + cause.getClass().getName() + ".";
      }
    }
    return violation(
        "The signature does not match the "
            + (keys.size() == 1 ? "key" : keys.size() + " keys")
            + " registered for the org "
            + callCenter.orgId()
            + " (iss) and the call center "
            + Text.quote(callCenter.apiName())
            + " (sub): sign with the private key that belongs to it, or register the public key"
            + " that belongs to the sender's."
            + trouble);
  }

  /** A call center that is not registered takes as long to refuse as one that is. */
  private void verifyInVain(ParsedToken read) {
    if (read.isRs256()) {
      CompactJws jws = read.jws().orElseThrow();
      try {
        signatures.verifies(NobodysKey.KEY, jws.signingInput(), jws.signature());
      } catch (GeneralSecurityException | RuntimeException e) {
        // The outcome does not matter.
      }
    }
  }

  private static SignatureCheck violation(String detail) {
    return new SignatureCheck(null, List.of(new Violation(Clause.AUTH_3, "", detail)));
  }

  private static TokenVerdict.Refused refused(List<Violation> violations) {
    Violation first = violations.get(0);
    return new TokenVerdict.Refused(first.clause(), first.detail(), true);
  }

  private static TokenVerdict refused(String reason, boolean tokenGiven) {
    return new TokenVerdict.Refused(Clause.AUTH_1, reason, tokenGiven);
  }

  /** What follows the scheme; empty when that is another one. */
  private static Optional<String> credentials(String authorization) {
    String value = strip(authorization);
    int end = SCHEME.length();
    if (!value.regionMatches(true, 0, SCHEME, 0, end)
        || (value.length() > end && value.charAt(end) != ' ')) {
      return Optional.empty();
    }
    while (end < value.length() && value.charAt(end) == ' ') {
      end++;
    }
    return Optional.of(value.substring(end));
  }

  /** Without the white space that HTTP does not count as part of a header's value. */
  private static String strip(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isSpaceOrTab(value.charAt(start))) {
      start++;
    }
    while (end > start && isSpaceOrTab(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  private static boolean isSpaceOrTab(char c) {
    return c == ' ' || c == '\t';
  }

  /** Makes a {@link TokenVerifier}. Not thread-safe. */
  public static final class Builder {
    private final CallCenterDirectory callCenters;
    private final ReplayGuard replays;
    private Set<String> audiences = Set.of();
    private Clock clock = Clock.systemUTC();
    private Supplier<Optional<Provider>> nativeProvider =
        () -> NativeRsa.load(TokenVerifier.class.getClassLoader());

    private Builder(CallCenterDirectory callCenters, ReplayGuard replays) {
      this.callCenters = Objects.requireNonNull(callCenters, "callCenters");
      this.replays = Objects.requireNonNull(replays, "replays");
    }

    /**
     * The audiences of which every token has to name one in {@code aud} (AUTH-4). Today's published
     * clients send no {@code aud}, and are refused where there is an audience.
     *
     * @param audiences compared exactly; none, the default, means that {@code aud} is not checked
     * @return this builder
     */
    public Builder audience(String... audiences) {
      this.audiences = Set.copyOf(List.of(audiences));
      return this;
    }

    /**
     * The clock by which the times of tokens are judged. The replay guard has to go by the same.
     *
     * @param clock the system's by default
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * A security provider that verifies RSA signatures faster than the JDK's, and takes long to
     * load. It need not be installed. Default: the Amazon Corretto Crypto Provider, where its jar
     * is on the module path or class path.
     *
     * @param loader called once, after a thousand good signatures, on a thread of its own; empty
     *     for none. A provider that does not judge as the JDK's is left alone, and a warning logged
     * @return this builder
     */
    public Builder nativeProvider(Supplier<Optional<Provider>> loader) {
      this.nativeProvider = Objects.requireNonNull(loader, "loader");
      return this;
    }

    /**
     * Makes the verifier.
     *
     * @return a verifier, which later changes to this builder leave alone
     */
    public TokenVerifier build() {
      return new TokenVerifier(this);
    }
  }
}
