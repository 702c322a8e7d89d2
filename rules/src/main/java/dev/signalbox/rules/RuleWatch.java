package dev.signalbox.rules;

/**
 * A running watch over a folder of rules; see {@link RuleFolder#watch}.
 *
 * @since 0.2.0
 */
@FunctionalInterface
public interface RuleWatch extends AutoCloseable {
  /** Ends the watch. A look in progress may still report a change. */
  @Override
  void close();
}
