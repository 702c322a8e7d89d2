package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.EndpointProber.withToken;
import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** CheckSection 2: tokens. */
public final class AuthorizationChecks extends CheckSection<EndpointProber> {
  private static final int SIMULTANEOUS = 8;

  public AuthorizationChecks() {
    super("authorization");
    header();
    TokenFactory sample =
        new TokenFactory(
            CallCenterId.of("00D000000000000EAA", "Sample"),
            TokenFactory.keyPair().getPrivate(),
            Clock.systemUTC());
    for (TokenFactory.Good good : sample.good()) {
      check(
          good.clause() + "/good-" + good.name(),
          levelOf(good.name()),
          "a token with this is accepted: " + good.name().replace('-', ' '),
          p -> p.expect(withToken(p.batch(), token(p.tokens().good(), good.name())), accepted()));
    }
    for (TokenFactory.Hostile hostile : sample.hostile("http://localhost/")) {
      check(
          hostile.clause() + "/bad-" + hostile.name(),
          levelOf(hostile.name()),
          "a token with this gets 401: " + hostile.name().replace('-', ' '),
          p -> hostile(p, hostile.name()));
    }
    replay();
    check(
        "AUTH-6/bad-body",
        "a refused token answers, whatever the body is",
        p -> {
          for (String body : List.of("{", "\u0000", "[".repeat(100_000))) {
            p.expect(p.batch().without("Authorization").body(body), status(401));
            p.expect(withToken(p.batch(), "a.b.c").body(body), status(401));
          }
        });
    check(
        "AUTH-6/xml-not-parsed",
        "no entity of a body is fetched for a refused token",
        p -> {
          int before = p.trap().contacts();
          RawRequest request =
              withToken(p.batch(), "a.b.c")
                  .with("Content-Type", "application/xml")
                  .body("<!DOCTYPE a SYSTEM '" + p.trap().url() + "'><a/>");
          p.expect(request, status(401));
          untouched(p, request, before);
        });
  }

  /** Limits that no source states. */
  private static Clause.Level levelOf(String name) {
    return Set.of("jti-256", "jti-of-255", "expired-within-skew", "iat-within-skew", "alg-empty")
            .contains(name)
        ? Clause.Level.OURS
        : Clause.Level.SOURCE;
  }

  private static String token(List<TokenFactory.Good> all, String name) {
    return all.stream().filter(t -> t.name().equals(name)).findAny().orElseThrow().token();
  }

  private static void hostile(EndpointProber p, String name) {
    int before = p.trap().contacts();
    RawRequest request =
        p.hostile().stream()
            .filter(t -> t.name().equals(name))
            .findAny()
            .map(t -> withToken(p.batch(), t.token()))
            .orElseThrow(
                () -> new CheckSkippedException("the call center's name has no other case"));
    p.expect(request, status(401));
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
          "the scheme's case does not matter",
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
    check(
        "AUTH-1/calls",
        "the resource of voice calls wants a token too",
        p ->
            p.expect(
                p.call(p.key(), "Inbound", Optional.empty()).without("Authorization"),
                status(401)));
    check(
        "AUTH-1/challenge",
        "401 comes with WWW-Authenticate: Bearer",
        p -> p.expect(p.batch().without("Authorization"), challenge("")));
    ours(
        "AUTH-1/challenge-invalid-token",
        "a refused token is challenged with error=\"invalid_token\"",
        p -> p.expect(withToken(p.batch(), "a.b.c"), challenge("error=\"invalid_token\"")));
    ours(
        "AUTH-1/challenge-without-error",
        "a missing token is challenged without an error",
        p ->
            p.expect(
                p.batch().without("Authorization"),
                challenge("")
                    .and(
                        "no error",
                        a -> !a.header("WWW-Authenticate").orElse("").contains("error="))));
    ours(
        "AUTH-1/all-alike",
        "every refusal of a token looks the same, whatever is wrong with it",
        p -> {
          Set<String> seen =
              p.hostile().stream()
                  .filter(t -> t.clause() != Clause.AUTH_5)
                  .map(t -> alike(p, withToken(p.batch(), t.token())))
                  .collect(Collectors.toSet());
          if (seen.size() != 1) {
            throw p.failed(
                withToken(p.batch(), "a.b.c"),
                "one and the same body for every refused token",
                seen.size() + " different ones: " + seen);
          }
        });
    ours(
        "AUTH-1/clause",
        "the problem of a refused token says AUTH-1 and no more",
        p ->
            p.expect(
                withToken(p.batch(), p.tokens().signed(p.tokens().claims().without("exp"))),
                Expectation.refused(p.ours(), 401, Set.of(Clause.AUTH_1), "")));
  }

  private static String alike(EndpointProber p, RawRequest request) {
    return p.expect(request, status(401)).text();
  }

  private static Expectation challenge(String more) {
    return status(401)
        .withHeader(
            "WWW-Authenticate",
            v -> v.toLowerCase(Locale.ROOT).startsWith("bearer") && v.contains(more),
            ": Bearer " + more);
  }

  private interface Change {
    RawRequest of(EndpointProber p, RawRequest request);
  }

  private void refused(String id, String title, Change change) {
    check("AUTH-1/" + id, title + " gets 401", p -> p.expect(change.of(p, p.batch()), status(401)));
  }

  private void replay() {
    check(
        "AUTH-5/first-use",
        "a token with a new jti is accepted",
        p -> p.expect(once(p, p.batch()), accepted()));
    check(
        "AUTH-5/second-use",
        "a jti is good for one request",
        p -> {
          RawRequest request = once(p, p.batch());
          p.expect(request, accepted());
          p.expect(request, status(401));
          p.expect(request, status(401));
        });
    check(
        "AUTH-5/other-token-same-jti",
        "another token with a used jti gets 401",
        p -> {
          String jti = UUID.randomUUID().toString();
          p.expect(withToken(p.batch(), p.tokens().once(jti)), accepted());
          TokenFactory later = p.tokens();
          String other =
              later.signed(
                  later.claims().with("jti", JsonDocument.str(jti)).with("x", JsonDocument.lit(1)));
          p.expect(withToken(p.batch(), other), status(401));
        });
    check(
        "AUTH-5/used-up-by-a-refusal",
        "a jti is used up by a request that is then refused",
        p -> {
          RawRequest bad = once(p, p.batch()).body("{");
          p.expect(bad, status(400));
          p.expect(bad.target(p.batch().target()).body(p.batch().body()), status(401));
        });
    check(
        "AUTH-5/not-used-up-by-a-bad-token",
        "a jti is not used up by a token that is refused",
        p -> {
          String jti = UUID.randomUUID().toString();
          String good = p.tokens().once(jti);
          p.expect(
              withToken(p.batch(), good.substring(0, good.length() - 20) + "AAAAAAAAAAAAAAAAAAAA"),
              status(401));
          p.expect(withToken(p.batch(), good), accepted());
        });
    check(
        "AUTH-5/both-resources",
        "a jti that registered a call is used up for a batch",
        p -> {
          String token = p.tokens().once(UUID.randomUUID().toString());
          p.expect(
              withToken(p.call(p.key(), "Inbound", Optional.empty()), token),
              new Expectation("a status of success", HttpAnswer::isSuccess));
          p.expect(withToken(p.batch(), token), status(401));
        });
    check(
        "AUTH-5/simultaneous",
        "of simultaneous uses of a jti exactly one is accepted",
        p -> {
          RawRequest request = once(p, p.batch());
          long accepted = simultaneously(p, request).stream().filter(a -> a.is(202)).count();
          if (accepted != 1) {
            throw p.failed(
                request,
                "one 202 for " + SIMULTANEOUS + " simultaneous requests",
                accepted + " of them");
          }
        });
    check(
        "AUTH-5/without-jti",
        "a token without jti may be used again",
        p -> {
          String token = p.tokens().reusable();
          for (int i = 0; i < 3; i++) {
            p.expect(withToken(p.batch(), token), accepted());
          }
        });
    check(
        "AUTH-5/scope",
        "a jti counts within its own call center",
        p -> {
          TokenFactory other = p.other();
          String jti = UUID.randomUUID().toString();
          p.expect(withToken(p.batch(), p.tokens().once(jti)), accepted());
          p.expect(withToken(p.batch(), other.once(jti)), accepted());
        });
  }

  private static RawRequest once(EndpointProber p, RawRequest request) {
    return withToken(request, p.tokens().once(UUID.randomUUID().toString()));
  }

  private static List<HttpAnswer> simultaneously(EndpointProber p, RawRequest request) {
    ExecutorService threads = Executors.newFixedThreadPool(SIMULTANEOUS);
    try {
      List<Callable<HttpAnswer>> uses = new ArrayList<>();
      for (int i = 0; i < SIMULTANEOUS; i++) {
        uses.add(() -> p.send(request));
      }
      List<HttpAnswer> answers = new ArrayList<>();
      for (Future<HttpAnswer> use : threads.invokeAll(uses)) {
        answers.add(use.get());
      }
      return answers;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
