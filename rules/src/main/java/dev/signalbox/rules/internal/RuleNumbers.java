package dev.signalbox.rules.internal;

import java.util.regex.Pattern;

/** The numbers that conditions compare (RUL-2). */
public final class RuleNumbers {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

  private RuleNumbers() {}

  /** True for decimal numbers without an exponent, of at most 30 digits on each side. */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
