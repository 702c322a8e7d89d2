package dev.signalbox.rules;

import dev.signalbox.rules.spi.ActionHandler;
import java.lang.System.Logger.Level;

/** Is told what became of actions that no handler took. Must be thread-safe and quick. */
public interface ActionListener {
  /** Logs with {@link System.Logger}. */
  ActionListener LOGGING =
      new ActionListener() {
        @Override
        public void failed(ActionHandler handler, FiredRule fired, Throwable failure) {
          System.getLogger("dev.signalbox.rules")
              .log(
                  Level.WARNING,
                  () -> handler + " failed on " + fired.toJson() + "; it does not get it again",
                  failure);
        }

        @Override
        public void dropped(ActionHandler handler, FiredRule fired) {
          System.getLogger("dev.signalbox.rules")
              .log(
                  Level.WARNING,
                  () -> handler + " is too slow or was closed, and did not get " + fired.toJson());
        }
      };

  /**
   * A handler failed (RUL-4).
   *
   * @param handler which
   * @param fired what it was given
   * @param failure what it threw
   */
  void failed(ActionHandler handler, FiredRule fired, Throwable failure);

  /**
   * A handler was not given an action: too many were waiting for it, or it was closed before their
   * turn came.
   *
   * @param handler which
   * @param fired what it did not get
   */
  void dropped(ActionHandler handler, FiredRule fired);
}
