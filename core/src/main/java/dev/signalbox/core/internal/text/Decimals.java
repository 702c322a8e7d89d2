package dev.signalbox.core.internal.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimal numbers as the contract writes them (EVT-5, EVT-6). */
public final class Decimals {
  /** The most characters that a decimal in a string may have. */
  public static final int MAX_LENGTH = 32;

  /** The most digits that a JSON number may have (BODY-4). */
  public static final int MAX_DIGITS = 1000;

  private static final BigDecimal LIMIT = BigDecimal.valueOf(1000);

  /** As many decimals as fit into {@link #MAX_LENGTH} characters behind four digits and a point. */
  private static final int MAX_DECIMALS = MAX_LENGTH - 5;

  private Decimals() {}

  /** Whether the text is {@code -?digits(.digits)?} of at most {@value #MAX_LENGTH} characters. */
  public static boolean isDecimal(String text) {
    return text.length() <= MAX_LENGTH && isPlain(text);
  }

  /** Whether a decimal for which {@link #isDecimal} holds lies between -1000 and 1000. */
  public static boolean isSentiment(String decimal) {
    return isAtMost1000(decimal);
  }

  /** Two decimals, half away from zero. */
  public static String toSentiment(String decimal) {
    return new BigDecimal(decimal).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** Whether a number's literal has more than {@link #MAX_DIGITS}, its exponent's included. */
  public static boolean hasTooManyDigits(String literal) {
    return literal.length() > MAX_DIGITS
        && literal.chars().filter(c -> Text.isDigit((char) c)).count() > MAX_DIGITS;
  }

  /** Whether the text is a JSON number that a document may have (BODY-4). */
  public static boolean isJsonNumber(String text) {
    int e = exponentAt(text);
    String mantissa = e < 0 ? text : text.substring(0, e);
    int first = mantissa.startsWith("-") ? 1 : 0;
    boolean leadingZero =
        mantissa.startsWith("0", first)
            && mantissa.length() > first + 1
            && mantissa.charAt(first + 1) != '.';
    if (leadingZero || !isPlain(mantissa) || hasTooManyDigits(text)) {
      return false;
    }
    if (e < 0) {
      return true;
    }
    int i = e + 1;
    if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
      i++;
    }
    return i < text.length() && afterDigits(text, i) == text.length();
  }

  /**
   * Whether a JSON number's literal lies between 0 and 1000. An exponent may have as many digits as
   * it likes: it is judged without ever being expanded.
   */
  public static boolean isScore(String literal) {
    int e = exponentAt(literal);
    String mantissa = e < 0 ? literal : literal.substring(0, e);
    if (isZero(mantissa)) {
      return true;
    }
    if (mantissa.startsWith("-")) {
      return false;
    }
    if (e < 0) {
      return isAtMost1000(mantissa);
    }
    BigInteger exponent = exponent(literal, e);
    // A literal has at most 1,000 digits, so beyond this the mantissa can't decide any more.
    if (exponent.bitLength() > 15) {
      return exponent.signum() < 0;
    }
    return new BigDecimal(mantissa).scaleByPowerOfTen(exponent.intValueExact()).compareTo(LIMIT)
        <= 0;
  }

  /**
   * A JSON number's literal for which {@link #isScore} holds, as a decimal that {@link #isDecimal}
   * takes: the same number, or, where that needs more characters, cut off behind them.
   */
  public static String toDecimal(String literal) {
    if (isDecimal(literal)) {
      return literal;
    }
    int e = exponentAt(literal);
    BigDecimal mantissa = new BigDecimal(e < 0 ? literal : literal.substring(0, e));
    BigInteger exponent = e < 0 ? BigInteger.ZERO : exponent(literal, e);
    if (mantissa.signum() == 0 || exponent.bitLength() > 15) {
      return "0";
    }
    BigDecimal value = mantissa.scaleByPowerOfTen(exponent.intValueExact());
    if (value.scale() - value.precision() >= MAX_DECIMALS) {
      return "0";
    }
    return value.scale() > MAX_DECIMALS
        ? value.setScale(MAX_DECIMALS, RoundingMode.DOWN).toPlainString()
        : value.toPlainString();
  }

  /** {@code -?digits(.digits)?} of any length. */
  private static boolean isPlain(String text) {
    int begin = text.startsWith("-") ? 1 : 0;
    int point = afterDigits(text, begin);
    if (point == begin || point == text.length()) {
      return point > begin;
    }
    int fraction = point + 1;
    return text.charAt(point) == '.'
        && fraction < text.length()
        && afterDigits(text, fraction) == text.length();
  }

  /** Whether a plain decimal without its sign is at most 1000. */
  private static boolean isAtMost1000(String plain) {
    int begin = plain.startsWith("-") ? 1 : 0;
    int point = afterDigits(plain, begin);
    while (begin < point && plain.charAt(begin) == '0') {
      begin++;
    }
    int digits = point - begin;
    return digits < 4
        || (digits == 4
            && plain.startsWith("1000", begin)
            && (point == plain.length() || isZero(plain.substring(point + 1))));
  }

  private static boolean isZero(String plain) {
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }

  private static int afterDigits(String text, int from) {
    int i = from;
    while (i < text.length() && Text.isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int exponentAt(String literal) {
    return Math.max(literal.indexOf('e'), literal.indexOf('E'));
  }

  private static BigInteger exponent(String literal, int e) {
    return new BigInteger(literal.substring(e + 1));
  }
}
