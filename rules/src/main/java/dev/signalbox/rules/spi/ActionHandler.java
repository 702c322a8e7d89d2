package dev.signalbox.rules.spi;

import dev.signalbox.rules.model.FiredRule;

/**
 * Acts when a rule fires (RUL-4). Handlers are called on threads of their own, so they may block
 * without delaying a delivery. The number of actions that wait is bounded; beyond it actions are
 * dropped and reported. Actions of one conversation come one at a time and in order; those of
 * different conversations come on as many threads as {@link #parallelism} says.
 */
@FunctionalInterface
public interface ActionHandler extends AutoCloseable {
  /**
   * Handles an action. What it throws, Errors included, is reported, and the next action is handed
   * over.
   *
   * @param fired the rule that fired, with its action
   * @throws Exception to report a failure; the action is not handed over again
   */
  void handle(FiredRule fired) throws Exception;

  /**
   * The number of threads that call this handler.
   *
   * @return 1 or more
   */
  default int parallelism() {
    return 1;
  }

  /** Called once, when no more actions come. */
  @Override
  default void close() {}
}
