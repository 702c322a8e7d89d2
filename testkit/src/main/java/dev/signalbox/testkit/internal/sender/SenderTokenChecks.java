package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The tokens that a sender signs. */
final class SenderTokenChecks extends SenderSection {
  SenderTokenChecks() {
    token();
  }

  private record Token(
      Map<String, DocumentValue> header,
      Map<String, DocumentValue> claims,
      String content,
      String signature) {}

  /** The jti of a request's token; empty where there is none. */
  static Optional<String> jti(ReceivedRequest request) {
    return token(request).flatMap(token -> SenderCalls.text(token.claims(), "jti"));
  }

  private static Optional<Token> token(ReceivedRequest request) {
    String value = request.header("Authorization").orElse("");
    String[] parts = value.replaceFirst("^(?i)bearer +", "").split("\\.", -1);
    if (parts.length != 3 || !value.matches("(?i)bearer .*")) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      return Optional.of(
          new Token(
              JsonFormat.INSTANCE.readObject(decoder.decode(parts[0])).orThrow(),
              JsonFormat.INSTANCE.readObject(decoder.decode(parts[1])).orThrow(),
              parts[0] + "." + parts[1],
              parts[2]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void eachToken(String id, String title, Function<Token, Optional<String>> wrong) {
    each(
        id,
        title,
        e -> e.requests().stream().filter(r -> token(r).isPresent()).toList(),
        r -> wrong.apply(token(r).orElseThrow()));
  }

  private void token() {
    each(
        "AUTH-1/one-header",
        "sends one Authorization header with each request",
        SenderEvidence::requests,
        r ->
            unless(
                r.all("Authorization").size() == 1,
                r.all("Authorization").isEmpty()
                    ? "no Authorization header"
                    : r.all("Authorization").size() + " Authorization headers"));
    each(
        "AUTH-1/bearer",
        "sends Bearer and a JWT of three parts",
        SenderEvidence::requests,
        r ->
            unless(
                token(r).isPresent(),
                r.header("Authorization").isPresent()
                    ? "Authorization with something else"
                    : "no Authorization header"));
    eachToken(
        "AUTH-2/rs256",
        "signs tokens by RS256",
        t ->
            unless(
                SenderCalls.text(t.header, "alg").orElse("").equals("RS256"),
                "alg " + t.header.get("alg")));
    eachToken(
        "AUTH-2/no-keys",
        "signs tokens without crit and without a key of their own",
        t ->
            t.header.keySet().stream()
                .filter(Set.of("crit", "jwk", "x5c", "jku", "x5u")::contains)
                .findAny());
    check(
        "AUTH-3/signature",
        "signs tokens with the call center's key",
        evidence -> {
          PublicKey key =
              evidence
                  .key()
                  .orElseThrow(() -> new CheckSkippedException("no key was given: use --key"));
          for (ReceivedRequest request : some(evidence.requests(), "request")) {
            Token token = readable(request);
            if (!verifies(token, key)) {
              throw failed(request, "a signature that the key verifies", "another signature");
            }
          }
        });
    check(
        "AUTH-3/issuer",
        "signs the org id as iss and the call center's API name as sub",
        evidence -> {
          for (ReceivedRequest request : some(evidence.requests(), "request")) {
            Map<String, DocumentValue> claims = readable(request).claims();
            String iss = SenderCalls.text(claims, "iss").orElse("");
            String sub = SenderCalls.text(claims, "sub").orElse("");
            CallCenterId id;
            try {
              id = CallCenterId.of(iss, sub);
            } catch (ContractViolationException e) {
              throw failed(request, "an org id and a name", "iss " + iss + ", sub " + sub);
            }
            if (!evidence.callCenter().orElse(id).equals(id)) {
              throw failed(request, evidence.callCenter().get().toString(), id.toString());
            }
          }
        });
    check(
        "AUTH-4/times",
        "signs an exp in the future, at most 24 hours after iat, and iat and nbf that are not",
        evidence -> {
          for (ReceivedRequest request : some(evidence.requests(), "request")) {
            Map<String, DocumentValue> claims = readable(request).claims();
            Optional<String> wrong = wrongTimes(claims, request.epochSeconds());
            if (wrong.isPresent()) {
              throw failed(request, "exp, iat and nbf as AUTH-4 wants them", wrong.get());
            }
          }
        });
    check(
        "AUTH-5/fresh-jti",
        "signs a jti for one request, or none",
        evidence -> {
          Set<String> seen = new HashSet<>();
          for (ReceivedRequest request : some(evidence.requests(), "request")) {
            DocumentValue jti = readable(request).claims().get("jti");
            if (jti != null && jti.asText().isEmpty()) {
              throw failed(request, "a jti that is a string", "the jti " + jti);
            }
            if (jti != null && !seen.add(jti.asText().get())) {
              throw failed(request, "a new jti", "one that was used before");
            }
          }
        });
  }

  /** AUTH-1 judges whether there is a token at all. */
  private static Token readable(ReceivedRequest request) {
    return token(request)
        .orElseThrow(
            () -> new CheckBlockedException(Clause.AUTH_1, "every request has a readable token"));
  }

  private static boolean verifies(Token token, PublicKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(token.content.getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(token.signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> wrongTimes(Map<String, DocumentValue> claims, long now) {
    Map<String, Double> times = new HashMap<>();
    for (String name : List.of("exp", "iat", "nbf")) {
      DocumentValue value = claims.get(name);
      if (value instanceof DocumentValue.Numeral number) {
        times.put(name, new BigDecimal(number.literal()).doubleValue());
      } else if (value != null) {
        return Optional.of(name + " is no number");
      }
    }
    double exp = times.getOrDefault("exp", Double.NaN);
    double iat = times.getOrDefault("iat", (double) now);
    double nbf = times.getOrDefault("nbf", (double) now);
    if (Double.isNaN(exp)) {
      return Optional.of("no exp");
    }
    if (exp < now - 60) {
      return Optional.of("an expired token");
    }
    if (exp - iat > 86_400) {
      return Optional.of("more than 24 hours from iat to exp");
    }
    return unless(iat <= now + 60 && nbf <= now + 60, "iat or nbf in the future");
  }
}
