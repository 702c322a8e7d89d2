package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NEXT_KEYS;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.ORG_15;
import static dev.signalbox.tokens.Tokens.ORG_18;
import static dev.signalbox.tokens.Tokens.STRANGERS_KEYS;
import static dev.signalbox.tokens.Tokens.utf8;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import java.math.BigDecimal;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** AUTH-1 to AUTH-5 for every token, against a naive reading of them. */
class TokenVerifierPropertyTest {
  private static final BigDecimal SKEW = new BigDecimal(60);
  private static final BigDecimal DAY = new BigDecimal(86_400);

  private final Tokens.Directory directory =
      new Tokens.Directory().put(CALL_CENTER, KEYS, NEXT_KEYS);

  /**
   * A header or a claim: its JSON, or none when it is absent, and whether it keeps the contract.
   */
  record Part(Optional<String> json, boolean ok) {
    @Override
    public String toString() {
      return json.orElse("absent") + (ok ? "" : " (wrong)");
    }
  }

  /** A claim about time; without a value when it is absent or of a wrong type. */
  record Time(Optional<String> json, Optional<BigDecimal> value) {
    boolean isWrongType() {
      return json.isPresent() && value.isEmpty();
    }

    @Override
    public String toString() {
      return json.orElse("absent");
    }
  }

  record Times(Time exp, Time iat, Time nbf) {
    boolean areOk(BigDecimal now) {
      if (exp.value().isEmpty() || iat.isWrongType() || nbf.isWrongType()) {
        return false;
      }
      BigDecimal end = exp.value().get();
      BigDecimal latest = iat.value().orElse(now).add(DAY).add(SKEW);
      boolean begun =
          Stream.of(iat, nbf)
              .flatMap(time -> time.value().stream())
              .allMatch(time -> time.compareTo(now.add(SKEW)) <= 0);
      return begun && end.add(SKEW).compareTo(now) > 0 && end.compareTo(latest) <= 0;
    }
  }

  enum Signer {
    CURRENT,
    NEXT,
    STRANGER;

    KeyPair keys() {
      return switch (this) {
        case CURRENT -> KEYS;
        case NEXT -> NEXT_KEYS;
        case STRANGER -> STRANGERS_KEYS;
      };
    }
  }

  /** The claims in some order, and perhaps one of them twice. */
  record Order(long seed, int repeated) {}

  record Token(
      Part header,
      Part iss,
      Part sub,
      Times times,
      Part aud,
      Part jti,
      Signer signer,
      Order order) {

    boolean repeats() {
      return order.repeated() < members().size();
    }

    private List<String> members() {
      return Stream.of(
              iss.json().map(json -> "\"iss\":" + json),
              sub.json().map(json -> "\"sub\":" + json),
              times.exp().json().map(json -> "\"exp\":" + json),
              times.iat().json().map(json -> "\"iat\":" + json),
              times.nbf().json().map(json -> "\"nbf\":" + json),
              aud.json().map(json -> "\"aud\":" + json),
              jti.json().map(json -> "\"jti\":" + json))
          .flatMap(Optional::stream)
          .toList();
    }

    String compact() {
      List<String> members = new ArrayList<>(members());
      if (repeats()) {
        members.add(members.get(order.repeated()));
      }
      Collections.shuffle(members, new Random(order.seed()));
      String payload = "{" + String.join(",", members) + "}";
      return Tokens.sign(header.json().orElseThrow(), payload, signer.keys().getPrivate());
    }

    /** The clauses that it violates. */
    Set<Clause> violated(BigDecimal now) {
      Set<Clause> clauses = EnumSet.noneOf(Clause.class);
      if (!header.ok()) {
        clauses.add(Clause.AUTH_2);
      }
      if (repeats()) {
        clauses.add(Clause.AUTH_4);
        return clauses;
      }
      boolean rs256 = header.json().orElseThrow().contains("\"alg\":\"RS256\"");
      if (!iss.ok() || !sub.ok() || (rs256 && signer == Signer.STRANGER)) {
        clauses.add(Clause.AUTH_3);
      }
      if (!aud.ok() || !times.areOk(now)) {
        clauses.add(Clause.AUTH_4);
      }
      if (!jti.ok()) {
        clauses.add(Clause.AUTH_5);
      }
      return clauses;
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(onFailureOnly = true)
  void acceptsExactlyWhatANaiveReadingAccepts(
      @ForAll("tokens") Token token, @ForAll @IntRange(max = 999_999_999) int nanos) {
    // The generated times lie around NOW; the clock is up to a second later.
    Instant now = NOW.plusNanos(nanos % 3 == 0 ? 0 : nanos);
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    Tokens.Guard guard = new Tokens.Guard();
    TokenVerifier verifier = TokenVerifier.builder(directory, guard).clock(clock).build();
    Set<Clause> violated =
        token.violated(new BigDecimal(now.getEpochSecond() + "." + nineDigits(now.getNano())));
    Statistics.label("accepted")
        .collect(violated.isEmpty())
        .coverage(
            checker -> {
              checker.check(true).percentage(share -> share > 10);
              checker.check(false).percentage(share -> share > 10);
            });

    String compact = token.compact();
    List<Violation> explained = verifier.explain(compact);
    assertEquals(violated, explained.stream().map(Violation::clause).collect(Collectors.toSet()));
    TokenVerdict verdict = verifier.verify(List.of("Bearer " + compact));
    if (violated.isEmpty()) {
      assertEquals(
          CALL_CENTER, assertInstanceOf(TokenVerdict.Accepted.class, verdict).callCenter());
      assertEquals(token.jti().json().isPresent() ? 1 : 0, guard.remembered().size());
      boolean again =
          verifier.verify(List.of("Bearer " + compact)) instanceof TokenVerdict.Accepted;
      assertEquals(token.jti().json().isEmpty(), again);
    } else {
      TokenVerdict.Refused refused = assertInstanceOf(TokenVerdict.Refused.class, verdict);
      assertTrue(violated.contains(refused.clause()));
      assertEquals(explained.get(0).detail(), refused.reason());
      assertTrue(guard.remembered().isEmpty());
    }
  }

  private static String nineDigits(int nanos) {
    return String.format("%09d", nanos);
  }

  @Provide
  Arbitrary<Token> tokens() {
    Arbitrary<Part> header =
        mostly(
            parts(
                true,
                "{\"alg\":\"RS256\"}",
                "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"k\"}",
                "{\"alg\":\"RS256\",\"x5t\":\"AA\",\"cty\":1}"),
            parts(
                false,
                "{}",
                "{\"alg\":null}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"PS256\"}",
                "{\"alg\":\"RS512\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"RS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"RS256\",\"jwk\":{}}",
                "{\"alg\":\"RS256\",\"x5c\":[]}",
                "{\"alg\":\"RS256\",\"jku\":\"\"}",
                "{\"alg\":\"RS256\",\"x5u\":null}"));
    Arbitrary<Part> iss =
        mostly(
            parts(true, quoted(ORG_15), quoted(ORG_18)),
            parts(false, null, "null", "1", "\"\"", quoted(ORG_15 + "AAA"), "[]"));
    Arbitrary<Part> sub =
        mostly(
            parts(true, "\"AcmeCalls\"", "\"\\u0041cmeCalls\""),
            parts(false, null, "null", "\"acmecalls\"", "\"AcmeCalls \"", "\" \"", "{}"));
    Arbitrary<Part> aud =
        mostly(
            parts(true, null, null, "\"x\"", "[\"x\"]", "[\"x\",\"y\"]", "[]", "\"\""),
            parts(false, "null", "1", "{}", "[1]", "[\"x\",null]", "[[\"x\"]]"));
    Arbitrary<Part> jti =
        mostly(
            parts(true, null, "\"a\"", "\"\"", quoted("\uD83D\uDE00".repeat(255))),
            parts(false, "null", "1", "[\"a\"]", "true", quoted("x".repeat(256))));
    Arbitrary<Signer> signer =
        Arbitraries.frequency(
            Tuple.of(6, Signer.CURRENT), Tuple.of(3, Signer.NEXT), Tuple.of(1, Signer.STRANGER));
    Arbitrary<Order> order =
        Combinators.combine(
                Arbitraries.longs(),
                Arbitraries.frequency(Tuple.of(15, 99), Tuple.of(1, 0), Tuple.of(1, 2)))
            .as(Order::new);
    Arbitrary<Times> times = Combinators.combine(exp(), iat(), nbf()).as(Times::new);
    return Combinators.combine(header, iss, sub, times, aud, jti, signer, order).as(Token::new);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static <T> Arbitrary<T> mostly(Arbitrary<T> good, Arbitrary<T> bad) {
    return Arbitraries.frequencyOf(Tuple.of(12, good), Tuple.of(1, bad));
  }

  private static Arbitrary<Part> parts(boolean ok, String... jsons) {
    return Arbitraries.of(
        Stream.of(jsons).map(json -> new Part(Optional.ofNullable(json), ok)).toList());
  }

  private static final Time ABSENT = new Time(Optional.empty(), Optional.empty());

  private static Arbitrary<Time> exp() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, numbers(1, 900, 14_400, 86_000)),
        Tuple.of(
            6, numbers(-61, -60, -59, 0, 86_399, 86_400, 86_401, 86_460, 86_461, 86_520, 86_521)),
        Tuple.of(1, wrong()));
  }

  private static Arbitrary<Time> iat() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.just(ABSENT)),
        Tuple.of(8, numbers(0, -10)),
        Tuple.of(6, numbers(-86_460, -86_400, -1, 1, 59, 60, 61)),
        Tuple.of(1, wrong()));
  }

  private static Arbitrary<Time> nbf() {
    return Arbitraries.frequencyOf(
        Tuple.of(9, Arbitraries.just(ABSENT)),
        Tuple.of(3, numbers(-1_000_000_000, -1, 0, 59, 60, 61)),
        Tuple.of(1, wrong()));
  }

  private static Arbitrary<Time> wrong() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            3,
            Arbitraries.of("null", "true", "\"1772366400\"", "[]", "{}", "\"\"")
                .map(json -> new Time(Optional.of(json), Optional.empty()))),
        Tuple.of(
            2,
            Arbitraries.of("1e400", "-1e400", "1e1000", "0", "-0.0e5", "1e-300", "9".repeat(999))
                .map(json -> new Time(Optional.of(json), Optional.of(new BigDecimal(json))))));
  }

  /** Times that many seconds from {@link Tokens#NOW}, or next to it, in many spellings. */
  private static Arbitrary<Time> numbers(int... fromNow) {
    Arbitrary<BigDecimal> base =
        Arbitraries.of(Arrays.stream(fromNow).boxed().toList())
            .map(offset -> BigDecimal.valueOf(Tokens.T + offset));
    Arbitrary<BigDecimal> nudge =
        Arbitraries.of(
                "0", "0", "0", "1e-9", "-1e-9", "0.5", "-0.5", "0.999999999", "1e-40", "-1e-40")
            .map(BigDecimal::new);
    Arbitrary<Integer> shift = Arbitraries.of(0, 0, 0, 1, -3, 9, 50, -50);
    return Combinators.combine(base, nudge, shift)
        .as(
            (time, by, exponent) -> {
              BigDecimal value = time.add(by);
              BigDecimal mantissa = value.scaleByPowerOfTen(-exponent);
              String json = mantissa.toPlainString() + (exponent == 0 ? "" : "e" + exponent);
              return new Time(Optional.of(json), Optional.of(value));
            });
  }

  @Property(tries = 500)
  void noHeaderIsTooStrange(@ForAll List<String> authorization) {
    assertInstanceOf(TokenVerdict.Refused.class, verifier().verify(authorization));
    for (String value : authorization) {
      assertInstanceOf(TokenVerdict.Refused.class, verifier().verify(List.of("Bearer " + value)));
      assertTrue(verifier().explain(value).size() > 0);
    }
  }

  @Property(tries = 300)
  void noBytesAreTooStrange(
      @ForAll @Size(max = 200) byte[] header, @ForAll @Size(max = 200) byte[] payload) {
    for (String token :
        List.of(
            Tokens.sign("SHA256withRSA", header, payload, KEYS.getPrivate()),
            Tokens.sign("SHA256withRSA", utf8(Tokens.HEADER), payload, KEYS.getPrivate()))) {
      assertInstanceOf(TokenVerdict.Refused.class, verifier().verify(List.of("Bearer " + token)));
      assertTrue(verifier().explain(token).size() > 0);
    }
  }

  @Property(tries = 300)
  void noSignatureButTheOneIsGood(@ForAll @Size(max = 300) byte[] signature) {
    String token = with("");
    String forged = token.substring(0, token.lastIndexOf('.') + 1) + Tokens.base64(signature);
    assertInstanceOf(TokenVerdict.Refused.class, verifier().verify(List.of("Bearer " + forged)));
  }

  private static final String SIGNED = with("");

  @Property(tries = 1000)
  void everyChangeOfOneCharacterIsRefused(
      @ForAll("places") int place, @ForAll("characters") char character) {
    StringBuilder changed = new StringBuilder(SIGNED);
    changed.setCharAt(place, character);
    boolean same = character == SIGNED.charAt(place);
    assertEquals(
        same, verifier().verify(List.of("Bearer " + changed)) instanceof TokenVerdict.Accepted);
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, SIGNED.length() - 1);
  }

  @Provide
  Arbitrary<Character> characters() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            9,
            Arbitraries.of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                    .chars()
                    .mapToObj(c -> (char) c)
                    .toList())),
        Tuple.of(1, Arbitraries.chars()));
  }

  private TokenVerifier verifier() {
    return TokenVerifier.builder(directory, new Tokens.Guard()).clock(Tokens.CLOCK).build();
  }
}
