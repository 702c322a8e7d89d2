package dev.signalbox.rules.spi;

import dev.signalbox.rules.FiredRule;

/**
 * Takes the actions of rules that fire (RUL-4). It is called on threads of its own: it may block,
 * and delivers nothing later by doing so. What waits for it is bounded; beyond, what fires is not
 * given to it, which is reported. Rules of one conversation come one at a time and in the order in
 * which they fired; those of different conversations come on as many threads as {@link
 * #parallelism} says.
 */
@FunctionalInterface
public interface ActionHandler extends AutoCloseable {
  /**
   * Takes an action.
   *
   * @param fired the rule that fired, with its action
   * @throws Exception to report a failure; the action is not handed over again
   */
  void handle(FiredRule fired) throws Exception;

  /**
   * On how many threads it is called.
   *
   * @return 1 or more
   */
  default int parallelism() {
    return 1;
  }

  /** Called once, when it gets no more actions. */
  @Override
  default void close() {}
}
