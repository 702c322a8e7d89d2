package dev.signalbox.transport.http.internal;

import com.nimbusds.jose.util.JSONArrayUtils;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Checked;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.RawValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, and everything that is wrong with it as far as the token alone shows: its
 * form, its header and its claims (AUTH-1 to AUTH-5), not yet its signature. Nothing of it is to be
 * believed before the signature is verified.
 */
public final class TokenReading {
  /** The most characters of a token. */
  public static final int MAX_LENGTH = 8192;

  /** How far the sender's clock may be ahead or behind (AUTH-4), in seconds. */
  public static final long SKEW_SECONDS = 60;

  /** The longest that a token may live (AUTH-4), in seconds. */
  public static final long MAX_LIFETIME_SECONDS = 24 * 60 * 60;

  private static final int MAX_JTI = 255;
  private static final BigDecimal SKEW = BigDecimal.valueOf(SKEW_SECONDS);
  private static final BigDecimal MAX_LIFETIME = BigDecimal.valueOf(MAX_LIFETIME_SECONDS);
  private static final OrgId ANY_ORG = new OrgId("00D000000000000");
  private static final List<String> FOREIGN_KEYS = List.of("jwk", "x5c", "jku", "x5u");
  private static final int MAX_KEPT_HEADER = 256;

  /** A header that was found right: a sender's are all alike, and need not be read each time. */
  private static volatile byte[] goodHeader = {};

  private final Set<String> audiences;
  private final BigDecimal now;
  private final List<Violation> violations = new ArrayList<>();
  private final @Nullable CompactJws jws;
  private boolean rs256;
  private @Nullable CallCenterId callCenter;
  private @Nullable BigDecimal exp;
  private boolean expired;
  private BigDecimal begin = NumericDate.NEVER_AHEAD;
  private @Nullable String jti;

  /**
   * Reads a token.
   *
   * @param token what stood behind the scheme; any text
   * @param audiences of which {@code aud} has to name one; none when it is not checked
   * @param now by which the times are judged
   */
  public TokenReading(String token, Set<String> audiences, Instant now) {
    this.audiences = audiences;
    this.now = NumericDate.of(now);
    this.jws = split(token);
    if (jws != null) {
      judgeHeader(jws.header());
      judgePayload(jws.payload());
    }
  }

  /** Everything that is wrong, in the order of the token. */
  public List<Violation> violations() {
    return violations;
  }

  /** The parts; empty when the token has no three. */
  public Optional<CompactJws> jws() {
    return Optional.ofNullable(jws);
  }

  /** Whether the header asks for the one algorithm that is accepted. */
  public boolean isRs256() {
    return rs256;
  }

  /** Who the token claims to come from; empty when that is wrong or missing. */
  public Optional<CallCenterId> callCenter() {
    return Optional.ofNullable(callCenter);
  }

  /** Whether it has expired; what is wrong with it first is then wrong from now on. */
  public boolean hasExpired() {
    return expired;
  }

  /** The token's id; empty when it has none, or a wrong one. */
  public Optional<String> jti() {
    return Optional.ofNullable(jti);
  }

  /**
   * When the token expires, rounded up to the nanosecond.
   *
   * @throws IllegalStateException when there are violations
   */
  public Instant expiresAt() {
    if (exp == null || !violations.isEmpty()) {
      throw new IllegalStateException("a wrong token has no expiry");
    }
    return NumericDate.toInstant(exp);
  }

  /**
   * From when on the token's times are right, rounded up to the nanosecond: earlier its {@code iat}
   * or {@code nbf} would lie ahead, or, without {@code iat}, its {@code exp} too far.
   *
   * @throws IllegalStateException when there are violations
   */
  public Instant goodFrom() {
    expiresAt();
    return NumericDate.toInstant(begin);
  }

  private @Nullable CompactJws split(String token) {
    if (token.length() > MAX_LENGTH) {
      refuse(
          Clause.AUTH_1,
          "The token has %d characters; at most %d are read: leave out claims that the contract"
                  .formatted(token.length(), MAX_LENGTH)
              + " does not name.");
      return null;
    }
    Optional<CompactJws> parts = CompactJws.split(token);
    if (parts.isEmpty()) {
      refuse(
          Clause.AUTH_1,
          "The token is not three base64url texts joined by dots: send a signed JWT as it was made,"
              + " without padding, quotes or spaces.");
    }
    return parts.orElse(null);
  }

  private void judgeHeader(byte[] json) {
    if (Arrays.equals(json, goodHeader)) {
      rs256 = true;
      return;
    }
    Map<String, RawValue> header = read(json, "header", Clause.AUTH_1);
    if (header == null) {
      return;
    }
    RawValue alg = header.get("alg");
    if (alg == null || alg.kind() != RawValue.Kind.STRING) {
      refuse(Clause.AUTH_2, "The header has no alg that is a string: sign with RS256.");
    } else if (!alg.text().equals("RS256")) {
      refuse(
          Clause.AUTH_2, "The alg is " + Quoted.of(alg.text()) + ": sign with RS256, exactly so.");
    } else {
      rs256 = true;
    }
    if (header.containsKey("crit")) {
      refuse(
          Clause.AUTH_2,
          "The header has a crit: no extension of it is understood here, so leave it out.");
    }
    for (String name : FOREIGN_KEYS) {
      if (header.containsKey(name)) {
        refuse(
            Clause.AUTH_2,
            "The header has a "
                + name
                + ": only registered keys count, so leave out what a token brings or points to.");
      }
    }
    if (violations.isEmpty() && json.length <= MAX_KEPT_HEADER) {
      goodHeader = json;
    }
  }

  private void judgePayload(byte[] json) {
    Map<String, RawValue> claims = read(json, "payload", Clause.AUTH_4);
    if (claims == null) {
      return;
    }
    judgeCallCenter(claims);
    judgeTimes(claims);
    judgeAudience(claims.get("aud"));
    judgeJti(claims.get("jti"));
  }

  private void judgeCallCenter(Map<String, RawValue> claims) {
    OrgId org = org(string(claims, "iss", "the org's id"));
    String sub = string(claims, "sub", "the call center's API name");
    if (sub == null) {
      return;
    }
    try {
      // Any org serves to judge the name alone.
      CallCenterId named = new CallCenterId(org == null ? ANY_ORG : org, sub);
      callCenter = org == null ? null : named;
    } catch (ContractViolationException e) {
      refuse(
          Clause.AUTH_3,
          "The sub is "
              + Quoted.of(sub)
              + ": give the call center's API name, not blank, at most 255 characters, without"
              + " control characters.");
    }
  }

  private @Nullable OrgId org(@Nullable String iss) {
    if (iss == null) {
      return null;
    }
    Checked<OrgId> org = OrgId.parse(iss);
    if (org.isValid()) {
      return org.orThrow();
    }
    refuse(
        Clause.AUTH_3,
        "The iss is "
            + Quoted.of(iss)
            + ": give the org's id, 15 letters and digits beginning with 00D, or the same with its"
            + " three-character checksum.");
    return null;
  }

  private @Nullable String string(Map<String, RawValue> claims, String name, String what) {
    RawValue value = claims.get(name);
    if (value != null && value.kind() == RawValue.Kind.STRING) {
      return value.text();
    }
    refuse(
        Clause.AUTH_3,
        value == null
            ? "There is no " + name + ": give " + what + "."
            : "The " + name + " is not a string: give " + what + ".");
    return null;
  }

  private void judgeTimes(Map<String, RawValue> claims) {
    exp = time(claims, "exp");
    BigDecimal iat = time(claims, "iat");
    BigDecimal nbf = time(claims, "nbf");
    if (!claims.containsKey("exp")) {
      refuse(Clause.AUTH_4, "There is no exp: a token has to say when it expires.");
    }
    if (exp != null) {
      expired = exp.add(SKEW).compareTo(now) <= 0;
      if (expired) {
        refuse(
            Clause.AUTH_4,
            "The token expired at "
                + NumericDate.show(exp)
                + ", and it is "
                + showNow()
                + ": make a new one, and check the sender's clock.");
      } else if (iat != null) {
        if (exp.subtract(iat).compareTo(MAX_LIFETIME) > 0) {
          refuse(
              Clause.AUTH_4,
              "The exp is "
                  + NumericDate.show(exp)
                  + ", more than 24 hours after iat, "
                  + NumericDate.show(iat)
                  + ": make tokens that live 24 hours at most.");
        }
      } else if (!claims.containsKey("iat")) {
        begin = exp.subtract(MAX_LIFETIME).subtract(SKEW);
        if (begin.compareTo(now) > 0) {
          refuse(
              Clause.AUTH_4,
              "The exp is "
                  + NumericDate.show(exp)
                  + ", more than 24 hours from now, and there is no iat: make tokens that live 24"
                  + " hours at most.");
        }
      }
    }
    notAhead("iat", iat);
    notAhead("nbf", nbf);
  }

  /** To the second, which is enough to compare clocks by. */
  private String showNow() {
    return NumericDate.show(now.setScale(0, RoundingMode.FLOOR));
  }

  private @Nullable BigDecimal time(Map<String, RawValue> claims, String name) {
    RawValue value = claims.get(name);
    if (value == null) {
      return null;
    }
    if (value.kind() == RawValue.Kind.NUMBER) {
      return NumericDate.parse(value.text());
    }
    refuse(
        Clause.AUTH_4,
        "The " + name + " is not a number: give seconds since 1970 as a JSON number.");
    return null;
  }

  private void notAhead(String name, @Nullable BigDecimal time) {
    if (time == null) {
      return;
    }
    begin = begin.max(time.subtract(SKEW));
    if (time.subtract(now).compareTo(SKEW) > 0) {
      refuse(
          Clause.AUTH_4,
          "The "
              + name
              + " is "
              + NumericDate.show(time)
              + ", which lies ahead of now, "
              + showNow()
              + ", by more than "
              + SKEW_SECONDS
              + " seconds: check the sender's clock.");
    }
  }

  private void judgeAudience(@Nullable RawValue aud) {
    if (aud == null) {
      if (!audiences.isEmpty()) {
        refuse(Clause.AUTH_4, "There is no aud: this endpoint asks for its own audience.");
      }
      return;
    }
    List<?> named =
        switch (aud.kind()) {
          case STRING -> List.of(aud.text());
          case ARRAY -> elements(aud.text());
          default -> List.of(false);
        };
    if (!named.stream().allMatch(String.class::isInstance)) {
      refuse(Clause.AUTH_4, "The aud is neither a string nor an array of strings.");
    } else if (!audiences.isEmpty() && named.stream().noneMatch(audiences::contains)) {
      refuse(Clause.AUTH_4, "The aud does not name this endpoint's audience.");
    }
  }

  /** The elements of an array that is known to be well-formed. */
  private static List<?> elements(String json) {
    try {
      return JSONArrayUtils.parse(json);
    } catch (ParseException e) {
      // What this parser can't hold, such as a number beyond every double, is no string.
      return List.of(false);
    }
  }

  private void judgeJti(@Nullable RawValue value) {
    if (value == null) {
      return;
    }
    String text = value.kind() == RawValue.Kind.STRING ? value.text() : null;
    if (text == null || text.codePointCount(0, text.length()) > MAX_JTI) {
      refuse(
          Clause.AUTH_5,
          "The jti is not a string of at most "
              + MAX_JTI
              + " characters: use a short random text, a new one for each token, or none.");
      return;
    }
    jti = text;
  }

  private @Nullable Map<String, RawValue> read(byte[] json, String part, Clause clause) {
    if (json.length >= 3
        && json[0] == (byte) 0xEF
        && json[1] == (byte) 0xBB
        && json[2] == (byte) 0xBF) {
      refuse(clause, "The token's " + part + " begins with a byte order mark: leave it out.");
      return null;
    }
    Checked<Map<String, RawValue>> object = JsonForm.INSTANCE.readObject(json);
    if (object.isValid()) {
      return object.orThrow();
    }
    // The reader of bodies calls what it reads the body.
    String why = object.violations().get(0).detail().replaceFirst("^The body ", "It ");
    refuse(
        clause,
        "The token's " + part + " can't be read: it has to be one JSON object in UTF-8. " + why);
    return null;
  }

  private void refuse(Clause clause, String detail) {
    violations.add(new Violation(clause, "", detail));
  }
}
