package dev.signalbox.standalone.cli;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of the whole program to stderr, one line per record. Logging never blocks, whether
 * stderr is read or not.
 *
 * <p>Not {@code java.util.logging}: it takes its handlers down when the JVM begins to end, which is
 * when the program reports what it could not deliver (DLV-6).
 */
public final class StderrLoggers extends System.LoggerFinder {
  private static final String PROGRAM = "signalbox";
  private static volatile Settings settings = new Settings(LogFormat.TEXT, Level.INFO);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /** For the service loader. */
  public StderrLoggers() {}

  /**
   * Chooses what is logged, and how. Until then it is text, from level INFO on.
   *
   * @param least the least level that is logged
   */
  public static void configure(LogFormat format, Level least) {
    settings = new Settings(format, least);
  }

  /** Logs a record whose parts a program can read, of level INFO. */
  public static void info(String message, Map<String, ?> fields) {
    Settings current = settings;
    if (current.isLoggable(Level.INFO)) {
      LogWriter.STDERR.line(
          current.format.line(
              PROGRAM, Instant.now(), Level.INFO, message, fields, /* thrown= */ null));
    }
  }

  /** Has a line that is a record already written among the others. */
  public static void line(String line) {
    LogWriter.STDERR.line(line);
  }

  static String droppedNote(long count) {
    return settings.format == LogFormat.TEXT
        ? count + " lines of the log were dropped"
        : settings.format.line(
            PROGRAM,
            Instant.now(),
            Level.WARNING,
            "lines of the log were dropped",
            Map.of("count", count),
            /* thrown= */ null);
  }

  private record Settings(LogFormat format, Level least) {
    boolean isLoggable(Level level) {
      return level != Level.OFF && level.compareTo(least) >= 0;
    }
  }

  /** Waits for what was logged to be written; not for long, where nobody reads it. */
  public static void flush() {
    LogWriter.STDERR.flush(FLUSH);
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return name.equals(EngineRefusals.LOGGER) ? new EngineLogger(name) : new StderrLogger(name);
  }

  /** The JDK's HTTP server tells what it refuses at level DEBUG alone. */
  private static final class EngineLogger extends StderrLogger {
    EngineLogger(String name) {
      super(name);
    }

    @Override
    public boolean isLoggable(Level level) {
      return level == Level.DEBUG || super.isLoggable(level);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (level == Level.DEBUG) {
        EngineRefusals.accept(message);
      }
      super.log(level, bundle, message, thrown);
    }
  }

  private static class StderrLogger implements System.Logger {
    private final String name;

    StderrLogger(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return settings.isLoggable(level);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      Settings current = settings;
      if (current.isLoggable(level)) {
        LogWriter.STDERR.line(
            current.format.line(
                name,
                Instant.now(),
                level,
                message == null ? "" : localized(bundle, message),
                Map.of(),
                thrown));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        Object... parameters) {
      if (!isLoggable(level)) {
        return;
      }
      String message = format == null ? "" : localized(bundle, format);
      if (parameters != null && parameters.length > 0) {
        message = MessageFormat.format(message, parameters);
      }
      log(level, null, message, (Throwable) null);
    }

    private static String localized(@Nullable ResourceBundle bundle, String key) {
      return bundle != null && bundle.containsKey(key) ? bundle.getString(key) : key;
    }
  }
}
