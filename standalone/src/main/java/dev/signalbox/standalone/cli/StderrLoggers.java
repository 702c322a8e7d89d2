package dev.signalbox.standalone.cli;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of the whole program to stderr, one line per record, from level INFO on. Logging
 * never blocks, whether stderr is read or not.
 *
 * <p>Not {@code java.util.logging}: it takes its handlers down when the JVM begins to end, which is
 * when the program reports what it could not deliver (DLV-6).
 */
public final class StderrLoggers extends System.LoggerFinder {
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /** For the service loader. */
  public StderrLoggers() {}

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
      } else {
        super.log(level, bundle, message, thrown);
      }
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
      return level != Level.OFF && level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        LogWriter.STDERR.line(
            LogLine.of(
                Instant.now(), level, message == null ? "" : localized(bundle, message), thrown));
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
