package dev.signalbox.testkit;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.TokenFactory.Good;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Tokens that have to be accepted, each special in one way. */
final class GoodTokens {
  private final TokenFactory tokens;
  private final List<UnsignedGood> all = new ArrayList<>();

  GoodTokens(TokenFactory tokens) {
    this.tokens = tokens;
  }

  /**
   * A token that is not signed yet.
   *
   * @param name in a few words joined by hyphens
   * @param clause the clause that says so
   * @param token signs it
   */
  record UnsignedGood(String name, Clause clause, Supplier<String> token) {
    Good signed() {
      return new Good(name, clause, token.get());
    }
  }

  List<UnsignedGood> specs() {
    String org = tokens.callCenter().orgId().value();
    good(
        "kid",
        Clause.AUTH_2,
        () ->
            tokens.signed(
                tokens.header().with("kid", JsonDocument.str("1")).json(), tokens.claims().json()));
    good(
        "no-typ",
        Clause.AUTH_2,
        () -> tokens.signed(tokens.header().without("typ").json(), tokens.claims().json()));
    good(
        "long",
        Clause.AUTH_1,
        () -> tokens.signed(tokens.claims().with("x", JsonDocument.str("x".repeat(3_000)))));
    good(
        "org-of-18",
        Clause.AUTH_3,
        () -> tokens.signed(tokens.claims().with("iss", JsonDocument.str(org))));
    good(
        "org-of-15",
        Clause.AUTH_3,
        () -> tokens.signed(tokens.claims().with("iss", JsonDocument.str(org.substring(0, 15)))));
    good("no-iat", Clause.AUTH_4, () -> tokens.signed(tokens.claims().without("iat")));
    good(
        "nbf",
        Clause.AUTH_4,
        () -> tokens.signed(tokens.claims().with("nbf", JsonDocument.lit(tokens.now() - 5))));
    good(
        "fractions",
        Clause.AUTH_4,
        () ->
            tokens.signed(tokens.claims().with("iat", JsonDocument.lit(tokens.now() - 5 + ".75"))));
    good(
        "fraction-in-exp",
        Clause.AUTH_4,
        () ->
            tokens.signed(
                tokens.claims().with("exp", JsonDocument.lit(tokens.now() + 900 + ".5"))));
    good(
        "24-hours",
        Clause.AUTH_4,
        () ->
            tokens.signed(
                tokens
                    .claims()
                    .with("iat", JsonDocument.lit(tokens.now()))
                    .with("exp", JsonDocument.lit(tokens.now() + 86_400))));
    good(
        "expired-within-skew",
        Clause.AUTH_4,
        () -> tokens.signed(tokens.claims().with("exp", JsonDocument.lit(tokens.now() - 20))));
    good(
        "iat-within-skew",
        Clause.AUTH_4,
        () -> tokens.signed(tokens.claims().with("iat", JsonDocument.lit(tokens.now() + 20))));
    good(
        "aud",
        Clause.AUTH_4,
        () ->
            tokens.signed(
                tokens.claims().with("aud", JsonDocument.str("https://scrt.salesforce.com"))));
    good(
        "aud-list",
        Clause.AUTH_4,
        () ->
            tokens.signed(
                tokens
                    .claims()
                    .with(
                        "aud",
                        JsonDocument.arr(
                            JsonDocument.str("a"),
                            JsonDocument.str("https://scrt.salesforce.com")))));
    good(
        "unknown-claims",
        Clause.AUTH_4,
        () -> tokens.signed(tokens.claims().with("x", JsonDocument.arr(JsonDocument.lit(1)))));
    good(
        "jti-of-255",
        Clause.AUTH_5,
        () -> tokens.once((UUID.randomUUID() + "x".repeat(255)).substring(0, 255)));
    return List.copyOf(all);
  }

  private void good(String name, Clause clause, Supplier<String> token) {
    all.add(new UnsignedGood(name, clause, token));
  }
}
