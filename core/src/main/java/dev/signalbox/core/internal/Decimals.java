package dev.signalbox.core.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimal numbers as the contract writes them (EVT-5, EVT-6). */
public final class Decimals {
  /** The most characters that a decimal in a string may have. */
  public static final int MAX_LENGTH = 32;

  private static final BigDecimal LIMIT = BigDecimal.valueOf(1000);

  private Decimals() {}

  /** Whether the text is {@code -?digits(.digits)?} of at most {@value #MAX_LENGTH} characters. */
  public static boolean isDecimal(String text) {
    int length = text.length();
    if (length > MAX_LENGTH) {
      return false;
    }
    int i = text.startsWith("-") ? 1 : 0;
    int digits = i;
    while (i < length && Text.isDigit(text.charAt(i))) {
      i++;
    }
    if (i == digits) {
      return false;
    }
    if (i == length) {
      return true;
    }
    if (text.charAt(i++) != '.') {
      return false;
    }
    int fraction = i;
    while (i < length && Text.isDigit(text.charAt(i))) {
      i++;
    }
    return i == length && i > fraction;
  }

  /** Whether a decimal for which {@link #isDecimal} holds lies between -1000 and 1000. */
  public static boolean isSentiment(String decimal) {
    return new BigDecimal(decimal).abs().compareTo(LIMIT) <= 0;
  }

  /** Two decimals, half away from zero. */
  public static String toSentiment(String decimal) {
    return new BigDecimal(decimal).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /**
   * Whether a JSON number's literal lies between 0 and 1000. An exponent may have as many digits as
   * it likes: it is judged without ever being expanded.
   */
  public static boolean isScore(String literal) {
    int e = Math.max(literal.indexOf('e'), literal.indexOf('E'));
    BigDecimal mantissa = new BigDecimal(e < 0 ? literal : literal.substring(0, e));
    if (mantissa.signum() <= 0) {
      return mantissa.signum() == 0;
    }
    BigInteger exponent =
        e < 0 ? BigInteger.ZERO : new BigInteger(unsigned(literal.substring(e + 1)));
    // A literal has at most 1,000 digits, so beyond this the mantissa can't decide any more.
    if (exponent.abs().bitLength() > 16) {
      return exponent.signum() < 0;
    }
    return mantissa.scaleByPowerOfTen(exponent.intValueExact()).compareTo(LIMIT) <= 0;
  }

  /**
   * A JSON number's literal for which {@link #isScore} holds, as a decimal that {@link #isDecimal}
   * takes: the same number, or, where that needs more characters, cut off behind them.
   */
  public static String toDecimal(String literal) {
    if (isDecimal(literal)) {
      return literal;
    }
    int e = Math.max(literal.indexOf('e'), literal.indexOf('E'));
    BigDecimal mantissa = new BigDecimal(e < 0 ? literal : literal.substring(0, e));
    BigInteger exponent =
        e < 0 ? BigInteger.ZERO : new BigInteger(unsigned(literal.substring(e + 1)));
    if (mantissa.signum() == 0 || exponent.bitLength() > 16) {
      return "0";
    }
    BigDecimal value = mantissa.scaleByPowerOfTen(exponent.intValueExact());
    // Four digits, a point and 27 decimals fill the 32 characters.
    return value.scale() > 27
        ? value.setScale(27, RoundingMode.DOWN).toPlainString()
        : value.toPlainString();
  }

  private static String unsigned(String exponent) {
    return exponent.startsWith("+") ? exponent.substring(1) : exponent;
  }
}
