package dev.signalbox.standalone.log;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is logged. */
final class RecordingLogger implements System.Logger {
  private final List<String> records = new CopyOnWriteArrayList<>();

  @Override
  public String getName() {
    return "recording";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    records.add(level + " " + message + (thrown == null ? "" : ": " + thrown));
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    records.add(level + " " + format);
  }

  List<String> records() {
    return records;
  }

  /** The records since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(records);
    records.clear();
    return taken;
  }
}
