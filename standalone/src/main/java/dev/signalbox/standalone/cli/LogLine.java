package dev.signalbox.standalone.cli;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** How a record of the log looks: one line, whatever is in it. */
final class LogLine {
  private static final int MAX_FRAMES = 12;

  /** Causes may go round in a circle. */
  private static final int MAX_CAUSES = 10;

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private LogLine() {}

  static String of(Instant time, Level level, String message, @Nullable Throwable thrown) {
    String line = time(time) + ' ' + level + ' ' + message;
    return TerminalText.line(thrown == null ? line : line + ": " + thrown(thrown));
  }

  /** A time, to the millisecond, in UTC. */
  static String time(Instant time) {
    return MILLIS.format(time);
  }

  /** An exception with its causes, and the first frames of each. */
  static String thrown(Throwable thrown) {
    StringBuilder line = new StringBuilder();
    Throwable t = thrown;
    for (int depth = 0; t != null && depth <= MAX_CAUSES; depth++, t = t.getCause()) {
      line.append(t == thrown ? "" : "; caused by ").append(t);
      StackTraceElement[] frames = t.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        line.append(i == 0 ? " at " : " < ").append(frames[i]);
      }
    }
    return line.toString();
  }
}
