package dev.signalbox.rules.spi;

import dev.signalbox.rules.model.FiredRule;

/**
 * Receives the actions that a handler failed on or did not get. It must be thread-safe and quick.
 * What it throws is logged and has no other effect.
 */
public interface ActionListener {
  /**
   * A listener that logs to {@code dev.signalbox.rules} with {@link System.Logger}.
   *
   * @return the same listener each time
   */
  static ActionListener logging() {
    return LoggingActionListener.INSTANCE;
  }

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
