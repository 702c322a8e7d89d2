package dev.signalbox.tokens;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * Times as tokens have them: seconds since 1970, with fractions and exponents as JSON allows them
 * (AUTH-4).
 */
final class NumericDate {
  /** Beyond every time that a clock can show. */
  private static final BigDecimal FAR = BigDecimal.TEN.pow(19);

  /** Before every time that a clock can show, and still an instant. */
  static final BigDecimal NEVER_AHEAD = BigDecimal.valueOf(Instant.MIN.getEpochSecond());

  /** Up to here a time is shown as a date. */
  private static final BigDecimal YEAR_10000 = BigDecimal.valueOf(253_402_300_800L);

  private NumericDate() {}

  /**
   * Reads a JSON number's literal of at most 1,000 digits, without ever expanding its exponent:
   * what lies beyond every clock counts as 10^19 seconds, and what no clock can tell from zero as
   * zero.
   */
  static BigDecimal parse(String literal) {
    int e = Math.max(literal.indexOf('e'), literal.indexOf('E'));
    BigDecimal value = new BigDecimal(e < 0 ? literal : literal.substring(0, e));
    if (e >= 0 && value.signum() != 0) {
      BigInteger exponent = new BigInteger(literal.substring(e + 1));
      boolean decisive = exponent.abs().bitLength() > 11;
      if (decisive && exponent.signum() < 0) {
        return BigDecimal.ZERO;
      }
      value = decisive ? far(value) : value.scaleByPowerOfTen(exponent.intValue());
    }
    return value.abs().compareTo(FAR) > 0 ? far(value) : value;
  }

  private static BigDecimal far(BigDecimal value) {
    return value.signum() < 0 ? FAR.negate() : FAR;
  }

  static BigDecimal of(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
  }

  /** The first instant that is not before the time. */
  static Instant toInstant(BigDecimal time) {
    if (time.scale() == 0) {
      return Instant.ofEpochSecond(time.longValueExact());
    }
    BigInteger nanos = time.setScale(9, RoundingMode.CEILING).unscaledValue();
    BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
    return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
  }

  /** For a message. */
  static String show(BigDecimal time) {
    return time.abs().compareTo(YEAR_10000) < 0
        ? toInstant(time).toString()
        : (time.signum() < 0 ? "before" : "after")
            + " every calendar (it is in seconds since 1970, not in milliseconds)";
  }
}
