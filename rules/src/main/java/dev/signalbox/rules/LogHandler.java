package dev.signalbox.rules;

import dev.signalbox.rules.spi.ActionHandler;
import java.lang.System.Logger.Level;

/** Writes the actions to the log {@code dev.signalbox.rules}, with {@link System.Logger}. */
public final class LogHandler implements ActionHandler {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  /** A new handler; all are alike. */
  public LogHandler() {}

  @Override
  public void handle(FiredRule fired) {
    // JSON escapes what could break a line of the log.
    LOG.log(Level.INFO, () -> "rule " + fired.rule().developerName() + " fired: " + fired.toJson());
  }

  @Override
  public String toString() {
    return "the log";
  }
}
