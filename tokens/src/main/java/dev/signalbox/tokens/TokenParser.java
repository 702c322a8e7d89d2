package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractChecks;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.text.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens: their form, their header and their claims (AUTH-1 to AUTH-5), not their signature.
 * Thread-safe.
 */
final class TokenParser {
  /** The most characters of a token. */
  static final int MAX_LENGTH = 8192;

  /** How far the sender's clock may be ahead or behind (AUTH-4), in seconds. */
  static final long SKEW_SECONDS = 60;

  /** The longest that a token may live (AUTH-4), in seconds. */
  static final long MAX_LIFETIME_SECONDS = 24 * 60 * 60;

  private static final int MAX_JTI = 255;
  private static final BigDecimal SKEW = BigDecimal.valueOf(SKEW_SECONDS);
  private static final BigDecimal MAX_LIFETIME = BigDecimal.valueOf(MAX_LIFETIME_SECONDS);
  private static final List<String> FOREIGN_KEYS = List.of("jwk", "x5c", "jku", "x5u");
  private static final int MAX_KEPT_HEADER = 256;

  private final Set<String> audiences;

  /** A header that was right. A sender's headers are all alike and need not be read each time. */
  private volatile byte[] knownHeader = {};

  /**
   * A parser.
   *
   * @param audiences {@code aud} has to name one of these; empty when it is not checked
   */
  TokenParser(Set<String> audiences) {
    this.audiences = audiences;
  }

  /**
   * Reads a token.
   *
   * @param token what stood behind the scheme; any text
   * @param now by which the times are judged
   * @return what it says, and what is wrong with it
   */
  ParsedToken parse(String token, Instant now) {
    ParsedToken parsed = new ParsedToken();
    Optional<CompactJws> jws = split(token, parsed);
    if (jws.isPresent()) {
      parsed.jws = jws.get();
      judgeHeader(jws.get().header(), parsed);
      judgePayload(jws.get().payload(), parsed, NumericDate.of(now));
    }
    return parsed;
  }

  private static Optional<CompactJws> split(String token, ParsedToken parsed) {
    if (token.length() > MAX_LENGTH) {
      parsed.refuse(
          Clause.AUTH_1,
          "The token has %d characters; at most %d are read: leave out claims that the contract"
                  .formatted(token.length(), MAX_LENGTH)
              + " does not name.");
      return Optional.empty();
    }
    Optional<CompactJws> parts = CompactJws.split(token);
    if (parts.isEmpty()) {
      parsed.refuse(
          Clause.AUTH_1,
          "The token is not three base64url texts joined by dots: send a signed JWT as it was made,"
              + " without padding, quotes or spaces.");
    }
    return parts;
  }

  private void judgeHeader(byte[] json, ParsedToken parsed) {
    if (Arrays.equals(json, knownHeader)) {
      parsed.rs256 = true;
      return;
    }
    Map<String, DocumentValue> header = read(json, "header", Clause.AUTH_1, parsed);
    if (header == null) {
      return;
    }
    if (!(header.get("alg") instanceof DocumentValue.Text alg)) {
      parsed.refuse(Clause.AUTH_2, "The header has no alg that is a string: sign with RS256.");
    } else if (!alg.value().equals("RS256")) {
      parsed.refuse(
          Clause.AUTH_2,
          "The alg is " + Text.quote(alg.value()) + ": sign with RS256, exactly so.");
    } else {
      parsed.rs256 = true;
    }
    if (header.containsKey("crit")) {
      parsed.refuse(
          Clause.AUTH_2,
          "The header has a crit: no extension of it is understood here, so leave it out.");
    }
    for (String name : FOREIGN_KEYS) {
      if (header.containsKey(name)) {
        parsed.refuse(
            Clause.AUTH_2,
            "The header has a "
                + name
                + ": only registered keys count, so leave out what a token brings or points to.");
      }
    }
    if (parsed.violations.isEmpty() && json.length <= MAX_KEPT_HEADER) {
      knownHeader = json;
    }
  }

  private void judgePayload(byte[] json, ParsedToken parsed, BigDecimal now) {
    Map<String, DocumentValue> claims = read(json, "payload", Clause.AUTH_4, parsed);
    if (claims == null) {
      return;
    }
    judgeCallCenter(claims, parsed);
    judgeTimes(claims, parsed, now);
    judgeAudience(claims.get("aud"), parsed);
    judgeJti(claims.get("jti"), parsed);
  }

  private static void judgeCallCenter(Map<String, DocumentValue> claims, ParsedToken parsed) {
    OrgId org = org(string(claims, "iss", "the org's id", parsed), parsed);
    String sub = string(claims, "sub", "the call center's API name", parsed);
    if (sub == null) {
      return;
    }
    if (ContractChecks.callCenterName(sub).isPresent()) {
      parsed.refuse(
          Clause.AUTH_3,
          "The sub is "
              + Text.quote(sub)
              + ": give the call center's API name, not blank, at most 255 characters, without"
              + " control characters.");
    } else if (org != null) {
      parsed.callCenter = new CallCenterId(org, sub);
    }
  }

  private static @Nullable OrgId org(@Nullable String iss, ParsedToken parsed) {
    if (iss == null) {
      return null;
    }
    Validated<OrgId> org = OrgId.parse(iss);
    if (org.isValid()) {
      return org.orThrow();
    }
    parsed.refuse(
        Clause.AUTH_3,
        "The iss is "
            + Text.quote(iss)
            + ": give the org's id, 15 letters and digits beginning with 00D, or the same with its"
            + " three-character checksum.");
    return null;
  }

  private static @Nullable String string(
      Map<String, DocumentValue> claims, String name, String what, ParsedToken parsed) {
    DocumentValue value = claims.get(name);
    if (value instanceof DocumentValue.Text text) {
      return text.value();
    }
    parsed.refuse(
        Clause.AUTH_3,
        value == null
            ? "There is no " + name + ": give " + what + "."
            : "The " + name + " is not a string: give " + what + ".");
    return null;
  }

  private static void judgeTimes(
      Map<String, DocumentValue> claims, ParsedToken parsed, BigDecimal now) {
    parsed.exp = time(claims, "exp", parsed);
    BigDecimal iat = time(claims, "iat", parsed);
    BigDecimal nbf = time(claims, "nbf", parsed);
    if (!claims.containsKey("exp")) {
      parsed.refuse(Clause.AUTH_4, "There is no exp: a token has to say when it expires.");
    }
    BigDecimal exp = parsed.exp;
    if (exp != null) {
      parsed.expired = exp.add(SKEW).compareTo(now) <= 0;
      if (parsed.expired) {
        parsed.refuse(
            Clause.AUTH_4,
            "The token expired at "
                + NumericDate.show(exp)
                + ", and it is "
                + showNow(now)
                + ": make a new one, and check the sender's clock.");
      } else if (iat != null) {
        if (exp.subtract(iat).compareTo(MAX_LIFETIME.add(SKEW)) > 0) {
          parsed.refuse(
              Clause.AUTH_4,
              "The exp is "
                  + NumericDate.show(exp)
                  + ", more than 24 hours after iat, "
                  + NumericDate.show(iat)
                  + ": make tokens that live 24 hours at most.");
        }
      } else if (!claims.containsKey("iat")) {
        parsed.begin = exp.subtract(MAX_LIFETIME).subtract(SKEW);
        if (parsed.begin.compareTo(now) > 0) {
          parsed.refuse(
              Clause.AUTH_4,
              "The exp is "
                  + NumericDate.show(exp)
                  + ", more than 24 hours from now, and there is no iat: make tokens that live 24"
                  + " hours at most.");
        }
      }
    }
    notAhead("iat", iat, parsed, now);
    notAhead("nbf", nbf, parsed, now);
  }

  /** To the second, which is enough to compare clocks by. */
  private static String showNow(BigDecimal now) {
    return NumericDate.show(now.setScale(0, RoundingMode.FLOOR));
  }

  private static @Nullable BigDecimal time(
      Map<String, DocumentValue> claims, String name, ParsedToken parsed) {
    DocumentValue value = claims.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof DocumentValue.Numeral number) {
      return NumericDate.parse(number.literal());
    }
    parsed.refuse(
        Clause.AUTH_4,
        "The " + name + " is not a number: give seconds since 1970 as a JSON number.");
    return null;
  }

  private static void notAhead(
      String name, @Nullable BigDecimal time, ParsedToken parsed, BigDecimal now) {
    if (time == null) {
      return;
    }
    parsed.begin = parsed.begin.max(time.subtract(SKEW));
    if (time.subtract(now).compareTo(SKEW) > 0) {
      parsed.refuse(
          Clause.AUTH_4,
          "The "
              + name
              + " is "
              + NumericDate.show(time)
              + ", which lies ahead of now, "
              + showNow(now)
              + ", by more than "
              + SKEW_SECONDS
              + " seconds: check the sender's clock.");
    }
  }

  private void judgeAudience(@Nullable DocumentValue aud, ParsedToken parsed) {
    if (aud == null) {
      if (!audiences.isEmpty()) {
        parsed.refuse(Clause.AUTH_4, "There is no aud: this endpoint asks for its own audience.");
      }
      return;
    }
    List<DocumentValue> named =
        aud instanceof DocumentValue.Sequence array ? array.elements() : List.of(aud);
    if (!named.stream().allMatch(DocumentValue.Text.class::isInstance)) {
      parsed.refuse(Clause.AUTH_4, "The aud is neither a string nor an array of strings.");
    } else if (!audiences.isEmpty()
        && named.stream().flatMap(name -> name.asText().stream()).noneMatch(audiences::contains)) {
      parsed.refuse(Clause.AUTH_4, "The aud does not name this endpoint's audience.");
    }
  }

  private static void judgeJti(@Nullable DocumentValue value, ParsedToken parsed) {
    if (value == null) {
      return;
    }
    String text = value.asText().orElse(null);
    if (text == null || text.codePointCount(0, text.length()) > MAX_JTI) {
      parsed.refuse(
          Clause.AUTH_5,
          "The jti is not a string of at most "
              + MAX_JTI
              + " characters: use a short random text, a new one for each token, or none.");
      return;
    }
    parsed.jti = text;
  }

  private static @Nullable Map<String, DocumentValue> read(
      byte[] json, String part, Clause clause, ParsedToken parsed) {
    if (json.length >= 3
        && json[0] == (byte) 0xEF
        && json[1] == (byte) 0xBB
        && json[2] == (byte) 0xBF) {
      parsed.refuse(
          clause, "The token's " + part + " begins with a byte order mark: leave it out.");
      return null;
    }
    Validated<Map<String, DocumentValue>> object = JsonFormat.INSTANCE.readObject(json, "It");
    if (object.isValid()) {
      return object.orThrow();
    }
    parsed.refuse(
        clause,
        "The token's "
            + part
            + " can't be read: it has to be one JSON object in UTF-8. "
            + object.violations().get(0).detail());
    return null;
  }
}
