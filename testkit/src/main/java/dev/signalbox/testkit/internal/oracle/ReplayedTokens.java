package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.TokenFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tokens in the place of recorded ones, which have no signature. One that was accepted becomes a
 * fresh one. One that was refused has what was wrong with it, as far as its claims show it; where
 * they show nothing, its signature is wrong. Equal markers of a {@code jti} become equal ids.
 */
final class ReplayedTokens {
  private static final int UNAUTHORIZED = 401;

  /** What a verifier may allow (AUTH-4), and a little more. */
  private static final long SKEW = 90;

  private static final long DAY = 24 * 3600L + SKEW;

  private final TokenFactory tokens;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();

  /**
   * Tokens of a call center.
   *
   * @param recording whose accepted tokens say which call center was the right one
   */
  ReplayedTokens(TokenFactory tokens, List<RecordedExchange> recording) {
    this.tokens = tokens;
    recording.stream()
        .filter(e -> e.answer().status() != UNAUTHORIZED)
        .flatMap(e -> e.request().token().stream())
        .forEach(token -> accepted.add(callCenter(token)));
  }

  private static String callCenter(RecordedToken token) {
    return token.claims().get("iss") + " " + token.claims().get("sub");
  }

  /** The token for a request. */
  String token(RecordedExchange exchange, RecordedToken recorded) {
    Optional<String> marker =
        recorded.claims().get("jti") instanceof JsonString jti
            ? Optional.of(jti.getString())
            : Optional.empty();
    boolean again = marker.isPresent() && !used.add(marker.get());
    Optional<String> id =
        marker.map(m -> ids.computeIfAbsent(m, x -> UUID.randomUUID().toString()));
    if (exchange.answer().status() != UNAUTHORIZED) {
      return tokens.signed(claims(id, recorded));
    }
    long recordedAt = exchange.time().getEpochSecond();
    boolean known = accepted.isEmpty() || accepted.contains(callCenter(recorded));
    boolean rs256 =
        recorded.header().get("alg") instanceof JsonString alg && alg.getString().equals("RS256");
    boolean shown = again || !known || !rs256 || isOutOfTime(recorded.claims(), recordedAt);
    String token =
        tokens.signed(header(recorded).json(), moved(recorded, id, known, recordedAt).json());
    return shown ? token : spoilt(token);
  }

  /** A fresh token for the recorded audience. */
  private JsonDocument.Obj claims(Optional<String> id, RecordedToken recorded) {
    JsonDocument.Obj claims = tokens.claims();
    if (id.isPresent()) {
      claims = claims.with("jti", JsonDocument.str(id.get()));
    }
    return recorded.claims().containsKey("aud")
        ? claims.with("aud", JsonDocument.lit(recorded.claims().get("aud").toString()))
        : claims;
  }

  private static JsonDocument.Obj header(RecordedToken recorded) {
    JsonDocument.Obj header = JsonDocument.obj();
    for (var member : recorded.header().entrySet()) {
      header = header.with(member.getKey(), JsonDocument.lit(member.getValue().toString()));
    }
    return header;
  }

  /** The recorded claims, their times as far from now as they were from the time of recording. */
  private JsonDocument.Obj moved(
      RecordedToken recorded, Optional<String> id, boolean known, long recordedAt) {
    JsonDocument.Obj claims = JsonDocument.obj();
    for (var member : recorded.claims().entrySet()) {
      String literal = member.getValue().toString();
      if (Set.of("iat", "exp", "nbf").contains(member.getKey())
          && member.getValue() instanceof JsonNumber number) {
        literal =
            number
                .bigDecimalValue()
                .add(BigDecimal.valueOf(tokens.now() - recordedAt))
                .toPlainString();
      }
      claims = claims.with(member.getKey(), JsonDocument.lit(literal));
    }
    if (known) {
      JsonDocument.Obj good = tokens.claims();
      claims =
          claims
              .with("iss", good.get("iss").orElseThrow())
              .with("sub", good.get("sub").orElseThrow());
    }
    return id.isPresent() ? claims.with("jti", JsonDocument.str(id.get())) : claims;
  }

  private static boolean isOutOfTime(JsonObject claims, long at) {
    Optional<Long> exp = seconds(claims, "exp");
    long iat = seconds(claims, "iat").orElse(at);
    return exp.isEmpty()
        || exp.get() < at - SKEW
        || exp.get() - iat > DAY
        || exp.get() - at > DAY
        || iat > at + SKEW
        || seconds(claims, "nbf").orElse(at) > at + SKEW;
  }

  private static Optional<Long> seconds(JsonObject claims, String name) {
    return claims.get(name) instanceof JsonNumber number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  /** The same token with a signature that is not its own. */
  private static String spoilt(String token) {
    int at = token.lastIndexOf('.') + 10;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }
}
