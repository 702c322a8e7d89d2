package dev.signalbox.standalone.manage;

import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.StderrLoggers;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the log says of a server once it listens: all that matters when it is read later. */
public final class StartRecord {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** A record with the version of the program and of Java. */
  public StartRecord() {
    fields.put("version", version());
    fields.put("java", Runtime.version().toString());
    fields.put("pid", ProcessHandle.current().pid());
  }

  /** The program's version. */
  public static String version() {
    return ProgramVersion.text().replaceFirst("^signalbox ", "");
  }

  /**
   * Adds a field.
   *
   * @param value a text, a number, true or false, a list or a map of these
   */
  public StartRecord with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Writes the record. */
  public void write() {
    StderrLoggers.info("started", fields);
  }
}
