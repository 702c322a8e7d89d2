package dev.signalbox.rules;

import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.spi.ActionHandler;
import java.lang.System.Logger.Level;

/** Writes the actions to the log {@code dev.signalbox.rules}, with {@link System.Logger}. */
public final class LogHandler implements ActionHandler {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private LogHandler() {}

  /**
   * A handler that writes to the log.
   *
   * @return a new handler
   */
  public static LogHandler of() {
    return new LogHandler();
  }

  @Override
  public void handle(FiredRule fired) {
    // JSON escapes line ends and other control characters.
    LOG.log(Level.INFO, () -> "rule " + fired.rule().developerName() + " fired: " + fired.toJson());
  }

  @Override
  public String toString() {
    return "the log";
  }
}
