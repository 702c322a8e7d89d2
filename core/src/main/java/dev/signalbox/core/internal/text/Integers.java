package dev.signalbox.core.internal.text;

import java.util.OptionalLong;

/** 64-bit integers, judged by their literal (EVT-3). */
public final class Integers {
  private Integers() {}

  /** A JSON number's literal without fraction and exponent; empty for any other, or an overflow. */
  public static OptionalLong json(String literal) {
    return parse(literal, literal.startsWith("-") ? 1 : 0);
  }

  /** An xs:long: white space around it, a plus sign and leading zeros are fine. */
  public static OptionalLong xml(String text) {
    String literal = Text.collapse(text);
    return parse(literal, literal.startsWith("-") || literal.startsWith("+") ? 1 : 0);
  }

  private static OptionalLong parse(String literal, int digits) {
    if (literal.length() == digits) {
      return OptionalLong.empty();
    }
    for (int i = digits; i < literal.length(); i++) {
      if (!Text.isDigit(literal.charAt(i))) {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(Long.parseLong(literal));
    } catch (NumberFormatException overflow) {
      return OptionalLong.empty();
    }
  }
}
