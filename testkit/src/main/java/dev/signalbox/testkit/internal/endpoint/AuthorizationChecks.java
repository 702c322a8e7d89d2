package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.EndpointProber.withToken;
import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** CheckSection 2: tokens. */
public final class AuthorizationChecks extends CheckSection<EndpointProber> {
  public AuthorizationChecks() {
    super("authorization");
    header();
    TokenFactory sample =
        new TokenFactory(
            CallCenterId.of("00D000000000000EAA", "Sample"),
            TokenFactory.keyPair().getPrivate(),
            Clock.systemUTC());
    sample
        .goodNames()
        .forEach(
            (name, clause) ->
                check(
                    clause + "/good-" + name,
                    levelOf(name),
                    "takes " + TokenTitles.of(name),
                    p -> {
                      if (clause == Clause.AUTH_5) {
                        p.needs(Control.JTI);
                      }
                      String token = p.tokens().good(name).token();
                      p.expect(withToken(p.batch(), token), accepted());
                    }));
    sample
        .hostileNames()
        .forEach(
            (name, clause) ->
                check(
                    clause + "/bad-" + name,
                    levelOf(name),
                    "rejects " + TokenTitles.of(name) + " (401)",
                    p -> hostile(p, name, clause)));
    check(
        "AUTH-4/any-audience",
        "takes a token for any audience, where none is configured",
        p -> {
          for (String audience : List.of("https://scrt.salesforce.com", "https://example.org")) {
            JsonDocument.Obj claims = p.tokens().claims().with("aud", JsonDocument.str(audience));
            p.expect(withToken(p.batch(), p.tokens().signed(claims)), accepted());
          }
        });
    check(
        "AUTH-6/bad-body",
        "answers a missing or a bad token before a broken body",
        p -> {
          p.needs(Control.SKIPS_NO_TOKEN, Control.SKIPS_NO_GARBAGE);
          for (String body : List.of("{", "\u0000", "[".repeat(100_000))) {
            p.expect(
                p.batch().without("Authorization").body(body), p.refused(RefusalKind.NO_TOKEN));
            p.expect(withToken(p.batch(), "a.b.c").body(body), p.refused(RefusalKind.TOKEN));
          }
        });
    check(
        "AUTH-6/xml-not-parsed",
        "fetches no entity of a body whose token is refused",
        p -> {
          p.needs(Control.SKIPS_NO_GARBAGE);
          int before = p.trap().contacts();
          RawRequest request =
              withToken(p.batch(), "a.b.c")
                  .with("Content-Type", "application/xml")
                  .body("<!DOCTYPE a SYSTEM '" + p.trap().url() + "'><a/>");
          p.expect(request, p.refused(RefusalKind.TOKEN));
          untouched(p, request, before);
        });
  }

  /** Limits that no source states. */
  private static Clause.Level levelOf(String name) {
    return Set.of(
                "jti-256",
                "jti-of-255",
                "long",
                "expired-within-skew",
                "iat-within-skew",
                "alg-empty")
            .contains(name)
        ? Clause.Level.OURS
        : Clause.Level.SOURCE;
  }

  private static void hostile(EndpointProber p, String name, Clause clause) {
    int before = p.trap().contacts();
    RawRequest request =
        p.hostile().stream()
            .filter(t -> t.name().equals(name))
            .findAny()
            .map(t -> withToken(p.batch(), t.token()))
            .orElseThrow(
                () -> new CheckSkippedException("the call center's name has no other case"));
    try {
      p.expect(request, clause == Clause.AUTH_1 ? status(401) : p.refused(RefusalKind.TOKEN));
    } catch (CheckFailedException failed) {
      // Where no signature counts, it is no wonder that no algorithm does.
      if (clause == Clause.AUTH_2 && !p.holds(Control.SIGNATURE)) {
        throw failed.because(Clause.AUTH_3);
      }
      // A parser that takes claims twice takes a header's members twice, and often a body's.
      if ((name.contains("duplicate") && !p.holds(Control.SINGLE_MEMBERS))
          || (name.endsWith("no-utf-8") && !p.holds(Control.STRICT_UTF_8))
          || (name.equals("payload-trailing") && !p.holds(Control.NOTHING_BEHIND))) {
        throw failed.because(Clause.BODY_4);
      }
      boolean twice = name.equals("header-duplicate") && !p.holds(Control.SINGLE_CLAIMS);
      throw twice ? failed.because(Clause.AUTH_4) : failed;
    }
    untouched(p, request, before);
  }

  public static void untouched(EndpointProber p, RawRequest request, int before) {
    if (p.trap().contacts() != before) {
      throw p.failed(
          request, "nothing is ever fetched", p.trap().url() + " was contacted by the server");
    }
  }

  private void header() {
    for (String scheme : List.of("bearer", "BEARER", "bEaReR")) {
      check(
          "AUTH-1/scheme-"
              + (scheme.equals("bEaReR")
                  ? "mixed"
                  : scheme.toLowerCase(Locale.ROOT) + (scheme.equals("BEARER") ? "-upper" : "")),
          "takes the scheme Bearer in any case: " + scheme,
          p ->
              p.expect(
                  p.batch().with("Authorization", scheme + " " + p.tokens().reusable()),
                  accepted()));
    }
    refused("missing", "no Authorization header", (p, r) -> r.without("Authorization"));
    refused("empty", "an empty Authorization header", (p, r) -> r.with("Authorization", ""));
    refused(
        "scheme-alone", "a scheme without a token", (p, r) -> r.with("Authorization", "Bearer"));
    refused(
        "no-scheme",
        "a token without a scheme",
        (p, r) -> r.with("Authorization", p.tokens().reusable()));
    refused(
        "basic",
        "another scheme",
        (p, r) -> r.with("Authorization", "Basic " + p.tokens().reusable()));
    refused(
        "twice",
        "two Authorization headers, both good",
        (p, r) -> r.plus("Authorization", "Bearer " + p.tokens().reusable()));
    refused(
        "twice-bad-first",
        "two Authorization headers, the second good",
        (p, r) ->
            r.with("Authorization", "Bearer a.b.c")
                .plus("Authorization", "Bearer " + p.tokens().reusable()));
    refused(
        "twice-in-one",
        "two credentials in one header",
        (p, r) ->
            r.with(
                "Authorization",
                "Bearer " + p.tokens().reusable() + ", Bearer " + p.tokens().reusable()));
    refused(
        "text-after-token",
        "more after the token",
        (p, r) -> r.with("Authorization", "Bearer " + p.tokens().reusable() + " x"));
    refused(
        "in-query",
        "a token in the query instead",
        (p, r) ->
            r.without("Authorization")
                .target(r.target() + "?access_token=" + p.tokens().reusable()));
    ours(
        "AUTH-1/more-than-8192",
        "rejects a token of more than 8,192 characters",
        p -> {
          JsonDocument.Obj claims =
              p.tokens().claims().with("x", JsonDocument.str("x".repeat(8_192)));
          p.expect(withToken(p.batch(), p.tokens().signed(claims)), Expectation.neverTaken());
        });
    check(
        "AUTH-1/calls",
        "rejects a voice call's record without a token (401)",
        p -> {
          p.needs(Control.REGISTERS);
          p.expect(
              p.call(p.key(), "Inbound", Optional.empty()).without("Authorization"), status(401));
        });
    check(
        "AUTH-1/challenge",
        "sends WWW-Authenticate: Bearer with a 401",
        p -> p.expect(p.batch().without("Authorization"), challenge("")));
    ours(
        "AUTH-1/challenge-invalid-token",
        "challenges a refused token with error=\"invalid_token\"",
        p -> p.expect(withToken(p.batch(), "a.b.c"), challenge("error=\"invalid_token\"")));
    ours(
        "AUTH-1/challenge-without-error",
        "challenges a missing token without an error",
        p ->
            p.expect(
                p.batch().without("Authorization"),
                challenge("")
                    .and(
                        "no error",
                        a -> !a.header("WWW-Authenticate").orElse("").contains("error="))));
    ours(
        "AUTH-1/all-alike",
        "refuses every token in the same words, whatever is wrong with it",
        p -> {
          // A token that is accepted is another check's failure.
          Set<String> seen =
              p.hostile().stream()
                  .filter(t -> t.clause() != Clause.AUTH_5)
                  .flatMap(t -> wording(p, t.token()).stream())
                  .collect(Collectors.toSet());
          if (seen.size() > 1) {
            throw p.failed(
                withToken(p.batch(), "a.b.c"),
                "one and the same body for every refused token",
                seen.size() + " different ones: " + seen);
          }
        });
    ours(
        "AUTH-1/clause",
        "names AUTH-1 and no more in the problem of a refused token",
        p ->
            p.expect(
                withToken(p.batch(), "a.b.c"),
                p.refused(RefusalKind.TOKEN, Set.of(Clause.AUTH_1), "")));
  }

  /** The words of a refusal, apart from the token itself; empty where it is none. */
  private static Optional<String> wording(EndpointProber p, String token) {
    HttpAnswer answer = p.send(withToken(p.batch(), token));
    return Optional.of(answer).filter(HttpAnswer::isRefusal).map(a -> a.text().replace(token, ""));
  }

  private static Expectation challenge(String more) {
    return new Expectation("a refusal", HttpAnswer::isRefusal)
        .withHeader(
            "WWW-Authenticate",
            v -> v.toLowerCase(Locale.ROOT).startsWith("bearer") && v.contains(more),
            ": Bearer " + more);
  }

  private interface Change {
    RawRequest of(EndpointProber p, RawRequest request);
  }

  private void refused(String id, String title, Change change) {
    check(
        "AUTH-1/" + id,
        "rejects " + title + " (401)",
        p -> {
          if (id.equals("in-query")) {
            p.needs(Control.QUERY);
          }
          try {
            p.expect(change.of(p, p.batch()), status(401));
          } catch (CheckFailedException failed) {
            // What follows the signature is seen by who verifies it.
            boolean unsigned = Set.of("text-after-token", "twice-in-one").contains(id);
            throw unsigned && !p.holds(Control.SIGNATURE) ? failed.because(Clause.AUTH_3) : failed;
          }
        });
  }
}
