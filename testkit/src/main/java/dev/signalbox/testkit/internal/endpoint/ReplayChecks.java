package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.EndpointProber.withToken;
import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;

import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Section 2: tokens that are good for one request. */
public final class ReplayChecks extends CheckSection<EndpointProber> {
  private static final int SIMULTANEOUS = 8;

  public ReplayChecks() {
    super("authorization");
    check(
        "AUTH-5/first-use",
        "takes a token with a new jti",
        p -> p.expect(once(p, p.batch()), accepted()));
    ours(
        "AUTH-5/beyond-ascii",
        "takes a jti of 255 characters beyond ASCII",
        p -> {
          p.needs(Control.JTI);
          String unique = UUID.randomUUID().toString();
          String jti = unique + "\u00E9".repeat(255 - unique.length());
          p.expect(withToken(p.batch(), p.tokens().once(jti)), accepted());
        });
    check(
        "AUTH-5/second-use",
        "rejects the second use of a jti (401)",
        p -> {
          p.needs(Control.JTI);
          RawRequest request = once(p, p.batch());
          p.expect(request, accepted());
          p.expect(request, p.refused(RefusalKind.TOKEN));
          p.expect(request, p.refused(RefusalKind.TOKEN));
        });
    check(
        "AUTH-5/other-token-same-jti",
        "rejects another token with a used jti (401)",
        p -> {
          p.needs(Control.JTI, Control.JTI_ONCE);
          String jti = UUID.randomUUID().toString();
          p.expect(withToken(p.batch(), p.tokens().once(jti)), accepted());
          TokenFactory later = p.tokens();
          String other =
              later.signed(
                  later.claims().with("jti", JsonDocument.str(jti)).with("x", JsonDocument.lit(1)));
          p.expect(withToken(p.batch(), other), p.refused(RefusalKind.TOKEN));
        });
    check(
        "AUTH-5/used-up-by-a-refusal",
        "uses up a jti by a request that is then refused",
        p -> {
          p.needs(Control.JTI, Control.JTI_ONCE, Control.DOCUMENTS, Control.TOKEN_BEFORE_BODY);
          RawRequest bad = once(p, p.batch()).body("{");
          p.expect(bad, p.refused(RefusalKind.DOCUMENT));
          p.expect(
              bad.target(p.batch().target()).body(p.batch().body()), p.refused(RefusalKind.TOKEN));
        });
    check(
        "AUTH-5/not-used-up-by-a-bad-token",
        "uses up no jti by a token that is refused",
        p -> {
          p.needs(Control.JTI, Control.SIGNATURE);
          String jti = UUID.randomUUID().toString();
          String good = p.tokens().once(jti);
          p.expect(
              withToken(p.batch(), good.substring(0, good.length() - 20) + "AAAAAAAAAAAAAAAAAAAA"),
              p.refused(RefusalKind.TOKEN));
          p.expect(withToken(p.batch(), good), accepted());
        });
    check(
        "AUTH-5/both-resources",
        "rejects a jti for a batch that registered a call (401)",
        p -> {
          p.needs(Control.JTI, Control.JTI_ONCE, Control.REGISTERS);
          String token = p.tokens().once(UUID.randomUUID().toString());
          p.expect(
              withToken(p.call(p.key(), "Inbound", Optional.empty()), token),
              new Expectation("a status of success", HttpAnswer::isSuccess));
          p.expect(withToken(p.batch(), token), p.refused(RefusalKind.TOKEN));
        });
    check(
        "AUTH-5/simultaneous",
        "takes exactly one of simultaneous uses of a jti",
        p -> {
          p.needs(Control.JTI, Control.JTI_ONCE);
          RawRequest good = p.batch();
          p.expect(good, accepted());
          RawRequest request = once(p, good);
          long accepted = simultaneously(p, request).stream().filter(HttpAnswer::isSuccess).count();
          if (accepted != 1) {
            throw p.failed(
                request,
                "one acceptance for " + SIMULTANEOUS + " simultaneous requests",
                accepted + " of them");
          }
        });
    check(
        "AUTH-5/without-jti",
        "takes a token without jti again",
        p -> {
          String token = p.tokens().reusable();
          for (int i = 0; i < 3; i++) {
            p.expect(withToken(p.batch(), token), accepted());
          }
        });
    check(
        "AUTH-5/scope",
        "takes a jti that another call center has used",
        p -> {
          p.needs(Control.JTI);
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
