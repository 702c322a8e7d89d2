package dev.signalbox.engine.netty.internal;

import java.util.ResourceBundle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A logger whose lines a test can look at, and that a test can make fail or wait. */
public final class RecordingLogger implements System.Logger {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Consumer<String> before;

  /** Only records. */
  public RecordingLogger() {
    this(line -> {});
  }

  /** Runs this for each line first; a line for which it throws is not recorded. */
  public RecordingLogger(Consumer<String> before) {
    this.before = before;
  }

  /** The lines, as level and message. */
  public BlockingQueue<String> lines() {
    return lines;
  }

  @Override
  public String getName() {
    return "test";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
    before.accept(message);
    lines.add(level + " " + message + (thrown == null ? "" : " " + thrown));
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
    log(level, bundle, format, (Throwable) null);
  }
}
