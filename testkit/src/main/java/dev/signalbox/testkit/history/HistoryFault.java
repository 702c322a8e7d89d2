package dev.signalbox.testkit.history;

/**
 * One place where a history breaks a rule.
 *
 * @param rule the rule
 * @param detail what was seen, with the batches that show it
 * @since 0.2.0
 */
public record HistoryFault(HistoryRule rule, String detail) {
  /**
   * The fault in one line.
   *
   * @return the rule's letter and name, and what was seen
   */
  @Override
  public String toString() {
    return "(" + rule.letter() + ") " + rule + ": " + detail;
  }
}
