package dev.signalbox.rules.internal.engine;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Words as keywords are compared with them: the case does not matter, nor how much white space
 * stands between words. The vendor calls this a case-insensitive, exact match.
 */
final class SpokenText {
  private SpokenText() {}

  /** The form in which texts and keywords are compared. */
  static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** Whether a keyword stands in a text as whole words; both in their normal form. */
  static boolean contains(String text, String keyword) {
    if (keyword.isEmpty()) {
      return false;
    }
    for (int at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
      int end = at + keyword.length();
      if (!joins(text, at) && !joins(text, end)) {
        return true;
      }
    }
    return false;
  }

  /** Whether letters or digits stand on both sides of a place. */
  private static boolean joins(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isLetterOrDigit(text.codePointBefore(at))
        && Character.isLetterOrDigit(text.codePointAt(at));
  }
}
