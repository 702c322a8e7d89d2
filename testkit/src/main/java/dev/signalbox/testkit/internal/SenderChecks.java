package dev.signalbox.testkit.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.VoiceCallValidator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a sender has to do, as far as it can be seen in what it sends. */
final class SenderChecks extends Section<SenderChecks.Evidence> {
  /** Timers are coarse, and the answer was on its way for a while. */
  private static final Duration EARLY = Duration.ofMillis(100);

  /**
   * What a sender did.
   *
   * @param requests all requests, in their order
   * @param scenario how they were answered
   * @param callCenter whose tokens are expected; empty where it was not said
   * @param key what verifies them; empty where it was not given
   * @param retryAfter what the sender was told to wait, in the scenarios that tell it to
   */
  record Evidence(
      List<Received> requests,
      Scenario scenario,
      Optional<CallCenterId> callCenter,
      Optional<PublicKey> key,
      Duration retryAfter) {
    List<Received> batches() {
      return requests.stream().filter(Received::isBatch).toList();
    }

    List<Received> calls() {
      return requests.stream().filter(Received::isCall).toList();
    }
  }

  SenderChecks() {
    super("sender");
    where();
    token();
    headers();
    bodies();
    calls();
    retries();
  }

  private static List<Received> some(List<Received> requests, String what) {
    if (requests.isEmpty()) {
      throw new Check.Skipped("the sender sent no " + what);
    }
    return requests;
  }

  private static Check.Failed failed(Received request, String expected, String came) {
    return new Check.Failed(new Outcome.Failure(request.shown(), expected, came));
  }

  /** Each request satisfies a condition, or fails with what came. */
  private void each(
      String id,
      String title,
      Function<Evidence, List<Received>> requests,
      Function<Received, Optional<String>> wrong) {
    check(
        id,
        title,
        evidence -> {
          for (Received request : some(requests.apply(evidence), "such request")) {
            Optional<String> came = wrong.apply(request);
            if (came.isPresent()) {
              throw failed(request, title, came.get());
            }
          }
        });
  }

  private static Optional<String> unless(boolean condition, String came) {
    return condition ? Optional.empty() : Optional.of(came);
  }

  private void where() {
    each(
        "REQ-1/path",
        "requests go to one of the two resources",
        Evidence::requests,
        r -> unless(r.isCall() || r.isBatch(), "the path " + r.path()));
    each(
        "REQ-1/method",
        "requests are POSTs",
        Evidence::requests,
        r -> unless(r.method().equals("POST"), r.method()));
    each(
        "KEY-1/valid",
        "the key is valid and percent-encoded as UTF-8",
        Evidence::batches,
        r -> violation(r, v -> v.clause() == Clause.KEY_1));
    each(
        "KEY-2/no-voice-call-id",
        "the key is not a voiceCallId",
        Evidence::batches,
        r -> violation(r, v -> v.clause() == Clause.KEY_2));
    check(
        "KEY-3/first-key-after-transfer",
        "after a transfer events are sent under the first call's key",
        evidence -> {
          Map<String, String> firsts = firsts(evidence);
          boolean transferred =
              firsts.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue()));
          if (!transferred) {
            throw new Check.Skipped("the sender registered no transfer");
          }
          for (Received request : some(evidence.batches(), "batch")) {
            String key = key(request).orElse("");
            String first = firsts.getOrDefault(key, key);
            if (!first.equals(key)) {
              throw failed(request, "the key " + first, "the key of a later leg");
            }
          }
          boolean after =
              evidence.batches().stream()
                  .anyMatch(
                      r -> firsts.containsValue(key(r).orElse("")) && r.afterRegistrations() > 1);
          if (!after) {
            throw new Check.Skipped("the sender sent no events after the transfer");
          }
        });
  }

  private static Optional<String> key(Received request) {
    return request
        .segment()
        .map(VendorCallKey::ofPathSegment)
        .flatMap(
            c ->
                c instanceof Validated.Valid<VendorCallKey> valid
                    ? Optional.of(valid.value().value())
                    : Optional.empty());
  }

  private static Optional<String> violation(Received request, Predicate<Violation> of) {
    return request
        .segment()
        .map(VendorCallKey::ofPathSegment)
        .flatMap(c -> c.violations().stream().filter(of).findFirst())
        .map(Violation::detail);
  }

  /** First keys by key, as registered; parents may be named by the ids that were answered. */
  private static Map<String, String> firsts(Evidence evidence) {
    Map<String, String> firsts = new HashMap<>();
    Map<String, String> keysById = new HashMap<>();
    for (Received request : evidence.calls()) {
      Optional<Map<String, DocumentValue>> record = record(request);
      Optional<String> key = record.flatMap(r -> text(r, "vendorCallKey"));
      if (key.isEmpty()) {
        continue;
      }
      String id = String.format("0LQ%012d", request.afterRegistrations() + 1);
      keysById.put(id, key.get());
      Optional<String> parent = record.flatMap(r -> text(r, "parentVoiceCallId"));
      String parentKey =
          parent
              .map(p -> keysById.getOrDefault(p.substring(0, Math.min(15, p.length())), p))
              .orElse(key.get());
      firsts.put(key.get(), firsts.getOrDefault(parentKey, parentKey));
    }
    return firsts;
  }

  private static Optional<Map<String, DocumentValue>> record(Received request) {
    Validated<Map<String, DocumentValue>> read =
        request.isXml()
            ? DomXmlReader.voiceCall(request.body())
            : JsonFormat.INSTANCE.readVoiceCall(request.body());
    return read instanceof Validated.Valid<Map<String, DocumentValue>> valid
        ? Optional.of(valid.value())
        : Optional.empty();
  }

  private static Optional<String> text(Map<String, DocumentValue> record, String name) {
    return Optional.ofNullable(record.get(name)).flatMap(DocumentValue::asText);
  }

  // Tokens

  private record Token(
      Map<String, DocumentValue> header,
      Map<String, DocumentValue> claims,
      String content,
      String signature) {}

  private static Optional<Token> token(Received request) {
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
        "each request has one Authorization header",
        Evidence::requests,
        r ->
            unless(
                r.all("Authorization").size() == 1,
                r.all("Authorization").size() + " such headers"));
    each(
        "AUTH-1/bearer",
        "the header is Bearer and a JWT of three parts",
        Evidence::requests,
        r -> unless(token(r).isPresent(), "something else"));
    eachToken(
        "AUTH-2/rs256",
        "the token's alg is RS256",
        t ->
            unless(text(t.header, "alg").orElse("").equals("RS256"), "alg " + t.header.get("alg")));
    eachToken(
        "AUTH-2/no-keys",
        "the token neither brings a key nor has crit",
        t ->
            t.header.keySet().stream()
                .filter(Set.of("crit", "jwk", "x5c", "jku", "x5u")::contains)
                .findAny());
    check(
        "AUTH-3/signature",
        "the token is signed with the call center's key",
        evidence -> {
          PublicKey key =
              evidence.key().orElseThrow(() -> new Check.Skipped("no key was given: use --key"));
          for (Received request : some(evidence.requests(), "request")) {
            Token token =
                token(request)
                    .orElseThrow(() -> failed(request, "a signed token", "no readable token"));
            if (!verifies(token, key)) {
              throw failed(request, "a signature that the key verifies", "another signature");
            }
          }
        });
    check(
        "AUTH-3/issuer",
        "iss is the org id and sub the call center's API name",
        evidence -> {
          for (Received request : some(evidence.requests(), "request")) {
            Map<String, DocumentValue> claims = token(request).map(Token::claims).orElse(Map.of());
            String iss = text(claims, "iss").orElse("");
            String sub = text(claims, "sub").orElse("");
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
        "exp is in the future and at most 24 hours after iat, and iat and nbf are not",
        evidence -> {
          for (Received request : some(evidence.requests(), "request")) {
            Map<String, DocumentValue> claims = token(request).map(Token::claims).orElse(Map.of());
            Optional<String> wrong = wrongTimes(claims, request.epochSeconds());
            if (wrong.isPresent()) {
              throw failed(request, "exp, iat and nbf as AUTH-4 wants them", wrong.get());
            }
          }
        });
    check(
        "AUTH-5/fresh-jti",
        "each request has a jti of its own, or none",
        evidence -> {
          Set<String> seen = new HashSet<>();
          for (Received request : some(evidence.requests(), "request")) {
            DocumentValue jti = token(request).map(Token::claims).orElse(Map.of()).get("jti");
            if (jti != null && jti.asText().isEmpty()) {
              throw failed(request, "a jti that is a string", "the jti " + jti);
            }
            if (jti != null && !seen.add(jti.asText().get())) {
              throw failed(request, "a new jti", "one that was used before");
            }
          }
        });
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

  // Headers and bodies

  private void headers() {
    each(
        "HDR-1/content-type",
        "the type is application/json or application/xml, in UTF-8",
        Evidence::requests,
        r ->
            unless(
                r.header("Content-Type")
                    .orElse("")
                    .matches(
                        "(?i)(application/json|application/xml|text/xml)(\\s*;\\s*charset=\"?utf-8\"?)?"),
                "Content-Type: " + r.header("Content-Type").orElse("(none)")));
    each(
        "HDR-1/not-encoded",
        "the body is not compressed",
        Evidence::requests,
        r ->
            unless(
                r.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity"),
                "Content-Encoding: " + r.header("Content-Encoding").orElse("")));
    each(
        "HDR-2/provider",
        "a provider name is at most 255 characters without control characters",
        e ->
            e.requests().stream()
                .filter(
                    r -> r.header("Telephony-Provider-Name").filter(n -> !n.isBlank()).isPresent())
                .toList(),
        r ->
            ProviderName.parse(r.header("Telephony-Provider-Name").orElseThrow())
                .violations()
                .stream()
                .map(Violation::detail)
                .findFirst());
  }

  private void bodies() {
    for (Clause clause :
        List.of(
            Clause.BODY_1,
            Clause.BODY_3,
            Clause.BODY_4,
            Clause.BODY_5,
            Clause.BODY_6,
            Clause.EVT_1,
            Clause.EVT_2,
            Clause.EVT_3,
            Clause.EVT_4,
            Clause.EVT_5,
            Clause.EVT_6,
            Clause.EVT_7)) {
      each(
          clause + "/batches",
          "every batch keeps " + clause,
          Evidence::batches,
          r ->
              violations(r).stream()
                  .filter(v -> v.clause() == clause)
                  .map(v -> v.pointer() + ": " + v.detail())
                  .findFirst());
    }
    check(
        "EVT-4/sorted-from-unsorted-source",
        "events of an unsorted source are sent in ascending order",
        evidence -> {
          if (evidence.scenario() != Scenario.UNSORTED_SOURCE) {
            throw new Check.Skipped("needs --scenario unsorted-source");
          }
          boolean several = false;
          for (Received request : some(evidence.batches(), "batch")) {
            several |= request.text().split("startTime", -1).length > 2;
            Optional<Violation> unsorted =
                violations(request).stream().filter(v -> v.clause() == Clause.EVT_4).findFirst();
            if (unsorted.isPresent()) {
              throw failed(request, "ascending start times", unsorted.get().detail());
            }
          }
          if (!several) {
            throw new Check.Skipped("the sender sent no batch of several events");
          }
        });
  }

  private static List<Violation> violations(Received request) {
    Validated<RawBatch> raw =
        request.isXml()
            ? DomXmlReader.batch(request.body())
            : JsonFormat.INSTANCE.readBatch(request.body());
    return raw instanceof Validated.Valid<RawBatch> valid
        ? new BatchValidator(ContractOptions.STANDARD).validate(valid.value()).violations()
        : raw.violations();
  }

  private void calls() {
    each(
        "CALL-1/record",
        "a record has a valid vendorCallKey and initiationMethod",
        Evidence::calls,
        r ->
            record(r)
                .map(VoiceCallValidator::validate)
                .map(Validated::violations)
                .orElse(List.of(new Violation(Clause.CALL_1, "", "no readable record")))
                .stream()
                .filter(v -> v.clause() != Clause.CALL_2)
                .map(v -> v.pointer() + ": " + v.detail())
                .findFirst());
    each(
        "CALL-2/parent",
        "a transfer names its parent",
        Evidence::calls,
        r ->
            record(r)
                .map(VoiceCallValidator::validate)
                .map(Validated::violations)
                .orElse(List.of())
                .stream()
                .filter(v -> v.clause() == Clause.CALL_2)
                .map(Violation::detail)
                .findFirst());
    check(
        "CALL-2/known-parent",
        "a transfer's parent was registered before",
        evidence -> {
          Set<String> known = new HashSet<>();
          boolean any = false;
          for (Received request : evidence.calls()) {
            Map<String, DocumentValue> record = record(request).orElse(Map.of());
            Optional<String> parent = text(record, "parentVoiceCallId");
            any |= parent.isPresent();
            if (parent.isPresent()
                && !known.contains(parent.get())
                && !known.contains(
                    parent.get().substring(0, Math.min(15, parent.get().length())))) {
              throw failed(request, "a parent that was registered before", parent.get());
            }
            text(record, "vendorCallKey").ifPresent(known::add);
            known.add(String.format("0LQ%012d", request.afterRegistrations() + 1));
          }
          if (!any) {
            throw new Check.Skipped("the sender registered no transfer");
          }
        });
  }

  // Retries

  private void retries() {
    check(
        "RES-4/retries-503",
        Clause.Level.OURS,
        "a batch that got 503 is sent again, as it was",
        evidence -> retried(evidence, 503, "503-then-ok"));
    check(
        "RES-4/retries-429",
        Clause.Level.OURS,
        "a batch that got 429 is sent again, as it was",
        evidence -> retried(evidence, 429, "429-retry-after"));
    for (int status : List.of(503, 429)) {
      check(
          "RES-4/waits-after-" + status,
          Clause.Level.CLIENT,
          "after " + status + " nothing of the batch is sent before Retry-After is over",
          evidence -> waits(evidence, status));
    }
    check(
        "RES-4/400-not-repeated",
        Clause.Level.CLIENT,
        "a batch that got 400 is not sent again as it was",
        evidence -> {
          Received refused = answered(evidence, 400, "400");
          for (Received later : after(evidence, refused)) {
            if (same(refused, later)) {
              throw failed(later, "another batch, or none", "the batch that was refused");
            }
          }
        });
    check(
        "RES-1/accepted-not-doubled",
        "a batch that got 202 is not sent again",
        evidence -> {
          for (Received accepted : some(evidence.batches(), "batch")) {
            for (Received later : after(evidence, accepted)) {
              if (accepted.status() == 202 && same(accepted, later)) {
                throw failed(
                    later, "nothing that was accepted before", "request " + accepted.number());
              }
            }
          }
        });
    check(
        "RES-2/repeats-after-reset",
        "a batch whose connection broke is repeated unchanged, or given up",
        evidence -> {
          if (evidence.scenario() != Scenario.CONNECTION_RESET) {
            throw new Check.Skipped("needs --scenario connection-reset");
          }
          Received dropped = some(evidence.batches(), "batch").get(0);
          for (Received later : after(evidence, dropped)) {
            boolean overlaps =
                later.path().equals(dropped.path())
                    && !Arrays.equals(later.body(), dropped.body())
                    && later.text().contains(firstEvent(dropped));
            if (overlaps) {
              throw failed(later, "the whole batch again, or none of it", "a part of it");
            }
          }
        });
    check(
        "RES-2/waits-for-slow-answers",
        "a batch is not sent again while its answer is still to come",
        evidence -> {
          if (evidence.scenario() != Scenario.SLOW) {
            throw new Check.Skipped("needs --scenario slow");
          }
          List<Received> batches = some(evidence.batches(), "batch");
          for (Received batch : batches) {
            for (Received later : after(evidence, batch)) {
              if (same(batch, later)) {
                throw failed(later, "patience", "request " + batch.number() + " once more");
              }
            }
          }
        });
  }

  private static String firstEvent(Received request) {
    String text = request.text();
    int start = text.indexOf("{\"type\"");
    int end = text.indexOf('}', Math.max(0, start));
    return start < 0 || end < 0 ? text : text.substring(start, end);
  }

  private static boolean same(Received left, Received right) {
    return left.path().equals(right.path()) && Arrays.equals(left.body(), right.body());
  }

  private static List<Received> after(Evidence evidence, Received request) {
    return evidence.batches().stream().filter(r -> r.number() > request.number()).toList();
  }

  private static Received answered(Evidence evidence, int status, String scenario) {
    return evidence.batches().stream()
        .filter(r -> r.status() == status)
        .findFirst()
        .orElseThrow(() -> new Check.Skipped("needs --scenario " + scenario));
  }

  private static void retried(Evidence evidence, int status, String scenario) {
    Received refused = answered(evidence, status, scenario);
    if (after(evidence, refused).stream().noneMatch(later -> same(refused, later))) {
      throw failed(refused, "the same batch again", "it was given up");
    }
  }

  private static void waits(Evidence evidence, int status) {
    Received refused =
        answered(evidence, status, status == 503 ? "503-then-ok" : "429-retry-after");
    Duration least = evidence.retryAfter().minus(EARLY);
    for (Received later : after(evidence, refused)) {
      Duration waited = Duration.ofNanos(later.nanos() - refused.nanos());
      if (same(refused, later) && waited.compareTo(least) < 0) {
        throw failed(
            later,
            "at least " + evidence.retryAfter().toMillis() + " ms",
            waited.toMillis() + " ms");
      }
    }
  }
}
