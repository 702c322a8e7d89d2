package dev.signalbox.core.internal.text;

/** The contract's words about characters: blank, control, length. */
public final class Text {
  private Text() {}

  /**
   * Blank: nothing but Unicode White_Space, the no-break space included (which {@link
   * String#isBlank} leaves out). The empty text is blank.
   */
  public static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isWhiteSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Unicode's White_Space property; all its members are in the basic plane. */
  private static boolean isWhiteSpace(char c) {
    return switch (c) {
      case '\t',
          '\n',
          0x0B,
          '\f',
          '\r',
          ' ',
          0x85,
          0xA0,
          0x1680,
          0x2028,
          0x2029,
          0x202F,
          0x205F,
          0x3000 ->
          true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }

  /** Whether a character of Unicode category Cc occurs. */
  public static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
        return true;
      }
    }
    return false;
  }

  /** Length in code points. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Whether a surrogate stands without its partner, so that UTF-8 can't carry the text. */
  public static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** Whether every character is one that XML 1.0 allows (EVT-2). */
  public static boolean isXmlText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c >= 0xFFFE) {
        return false;
      }
    }
    return !hasLoneSurrogate(text);
  }

  /** An ASCII letter or digit. */
  public static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  /** An ASCII digit. */
  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Without XML's white space at both ends, as XML Schema reads numbers and booleans. */
  public static String collapse(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isXmlSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isXmlSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isXmlSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * Whether a character may be shown as it is. Others could garble a log line or steer a terminal.
   */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * A sentence from outside, for a message: shortened, with a space in place of what can't be
   * shown.
   *
   * @param maxLength how many characters to keep
   */
  public static String printable(String text, int maxLength) {
    StringBuilder out = new StringBuilder();
    boolean hidden = false;
    int shown = 0;
    for (int i = 0; i < text.length(); shown++) {
      if (shown == maxLength) {
        return out.append('…').toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isPrintable(c)) {
        out.appendCodePoint(c);
      } else if (!hidden) {
        out.append(' ');
      }
      hidden = !isPrintable(c);
    }
    return out.toString();
  }

  /** Text from outside, for a message: shortened, and without what could garble a log line. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    int shown = 0;
    for (int i = 0; i < text.length() && shown < 60; shown++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isPrintable(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(String.format("\\u{%x}", c));
      }
      if (shown == 59 && i < text.length()) {
        out.append('…');
      }
    }
    return out.append('"').toString();
  }
}
