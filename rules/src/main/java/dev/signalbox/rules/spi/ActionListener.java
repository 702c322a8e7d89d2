package dev.signalbox.rules.spi;

import dev.signalbox.rules.model.FiredRule;
import java.lang.System.Logger.Level;

/**
 * Receives the actions that a handler failed on or did not get. It must be thread-safe and quick.
 * What it throws is logged and has no other effect.
 */
public interface ActionListener {
  /** Logs with {@link System.Logger}. */
  ActionListener LOGGING =
      new ActionListener() {
        @Override
        public void failed(ActionHandler handler, FiredRule fired, Throwable failure) {
          System.getLogger("dev.signalbox.rules")
              .log(
                  Level.WARNING,
                  () ->
                      handler
                          + " failed on "
                          + fired.toJson()
                          + "; the action is not handed over again",
                  failure);
        }

        @Override
        public void dropped(ActionHandler handler, FiredRule fired) {
          System.getLogger("dev.signalbox.rules")
              .log(
                  Level.WARNING,
                  () -> handler + " is too slow or is closed, and did not get " + fired.toJson());
        }
      };

  /**
   * A handler failed (RUL-4).
   *
   * @param handler the handler
   * @param fired the action that it was given
   * @param failure the exception or Error that it threw
   */
  void failed(ActionHandler handler, FiredRule fired, Throwable failure);

  /**
   * A handler did not get an action: too many were waiting for it, or it was closed before.
   *
   * @param handler the handler
   * @param fired the action that it did not get
   */
  void dropped(ActionHandler handler, FiredRule fired);
}
