package dev.signalbox.testkit.internal.http;

/** Texts of others, made fit for a terminal and a log. */
public final class PrintableLine {
  private PrintableLine() {}

  /**
   * One line without control characters, which could otherwise speak to the terminal, or pass for
   * lines of the report.
   *
   * @param text text from a peer
   * @param most how many characters are shown
   */
  public static String line(String text, int most) {
    StringBuilder line = new StringBuilder();
    String one = text.strip().replaceAll("\\s*\\R\\s*", " ");
    one.codePoints()
        .limit(most)
        .forEach(
            c -> {
              boolean shown =
                  !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
              line.append(shown ? Character.toString(c) : String.format("\\u%04x", c));
            });
    return one.codePointCount(0, one.length()) > most ? line + "…" : line.toString();
  }
}
