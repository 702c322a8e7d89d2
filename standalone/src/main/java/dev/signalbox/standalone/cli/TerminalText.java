package dev.signalbox.standalone.cli;

/**
 * Text from outside, made safe for a terminal or a log: it can't move the cursor, change colors, or
 * look like a line of its own. A character that could is shown as JSON escapes it.
 */
public final class TerminalText {
  private TerminalText() {}

  /** Text that stays on one line. */
  public static String line(CharSequence text) {
    return escaped(text, false);
  }

  /** Text that keeps its tabs and line ends. */
  public static String lines(CharSequence text) {
    return escaped(text, true);
  }

  private static String escaped(CharSequence text, boolean multiline) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c) || (multiline && (c == '\n' || c == '\t'))) {
                escaped.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  escaped.append(String.format("\\u%04x", (int) unit));
                }
              }
            });
    return escaped.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
