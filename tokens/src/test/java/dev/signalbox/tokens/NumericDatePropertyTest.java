package dev.signalbox.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;

/** AUTH-4: numbers are taken for what they are, and cost nothing however large they are. */
class NumericDatePropertyTest {
  private static final BigDecimal FAR = new BigDecimal("1e19");

  @Property
  void readsEveryLiteralAsItsNumber(@ForAll("literals") String literal) {
    BigDecimal naive = new BigDecimal(literal);
    BigDecimal read = NumericDate.parse(literal);
    if (naive.abs().compareTo(FAR) > 0) {
      assertEquals(naive.signum(), read.signum());
      assertEquals(0, read.abs().compareTo(FAR));
    } else if (naive.abs().compareTo(new BigDecimal("1e-1000")) < 0) {
      assertTrue(read.abs().compareTo(new BigDecimal("1e-1000")) < 0);
    } else {
      assertEquals(0, naive.compareTo(read), () -> literal + " read as " + read);
    }
  }

  @Provide
  Arbitrary<String> literals() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(40);
    Arbitrary<String> fraction = digits.map(d -> "." + d).injectNull(0.5);
    Arbitrary<String> exponent =
        Combinators.combine(
                Arbitraries.of("e", "E"),
                Arbitraries.of("", "+", "-"),
                Arbitraries.oneOf(
                    Arbitraries.integers().between(0, 40),
                    Arbitraries.integers().between(0, 5000),
                    Arbitraries.of(1000, 2047, 2048, 2049)))
            .as((e, sign, n) -> e + sign + n)
            .injectNull(0.3);
    return Combinators.combine(Arbitraries.of("", "-"), digits, fraction, exponent)
        .as((sign, d, f, e) -> sign + d + (f == null ? "" : f) + (e == null ? "" : e));
  }

  @Property
  void noExponentIsTooLarge(
      @ForAll @BigRange(min = "2048", max = "99999999999999999999999999") BigInteger exponent) {
    assertEquals(0, FAR.compareTo(NumericDate.parse("1e" + exponent)));
    assertEquals(0, FAR.negate().compareTo(NumericDate.parse("-0.5E+" + exponent)));
    assertEquals(0, NumericDate.parse("1e-" + exponent).signum());
    assertEquals(0, NumericDate.parse("0e" + exponent).signum());
    assertEquals(0, NumericDate.parse("0.000e-" + exponent).signum());
  }

  @Property
  void anInstantIsTheTimeOrTheNextOneThatCanBeTold(@ForAll("times") BigDecimal time) {
    Instant instant = NumericDate.toInstant(time);
    assertFalse(NumericDate.of(instant).compareTo(time) < 0);
    assertTrue(NumericDate.of(instant.minusNanos(1)).compareTo(time) < 0);
  }

  @Provide
  Arbitrary<BigDecimal> times() {
    return Arbitraries.bigDecimals()
        .between(BigDecimal.valueOf(-100_000_000_000L), BigDecimal.valueOf(100_000_000_000L))
        .ofScale(12);
  }
}
