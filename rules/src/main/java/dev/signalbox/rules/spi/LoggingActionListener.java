package dev.signalbox.rules.spi;

import dev.signalbox.rules.model.FiredRule;
import java.lang.System.Logger.Level;

/** See {@link ActionListener#logging}. */
final class LoggingActionListener implements ActionListener {
  static final ActionListener INSTANCE = new LoggingActionListener();

  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private LoggingActionListener() {}

  @Override
  public void failed(ActionHandler handler, FiredRule fired, Throwable failure) {
    LOG.log(
        Level.WARNING,
        () -> handler + " failed on " + fired.toJson() + "; the action is not handed over again",
        failure);
  }

  @Override
  public void dropped(ActionHandler handler, FiredRule fired) {
    LOG.log(
        Level.WARNING,
        () -> handler + " is too slow or is closed, and did not get " + fired.toJson());
  }
}
