package dev.signalbox.rules;

/** A running watch over a folder of rules; see {@link RuleFolder#watch}. */
@FunctionalInterface
public interface RuleWatch extends AutoCloseable {
  /** Ends the watch. A look in progress may still report a change. */
  @Override
  void close();
}
