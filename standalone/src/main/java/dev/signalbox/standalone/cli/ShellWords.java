package dev.signalbox.standalone.cli;

/** Words of a command for a shell of POSIX. */
public final class ShellWords {
  private ShellWords() {}

  /** A word, in quotes where it needs them. */
  public static String quote(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** How this program was called; the launcher says so. */
  public static String program() {
    return quote(System.getProperty("signalbox.command", "./signalbox"));
  }
}
