package dev.signalbox.rules;

import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.spi.ActionHandler;
import java.util.List;

/**
 * The actions that handlers had not finished at the deadline of {@link RuleEngine#shutdown}.
 *
 * @param unfinished the actions that were interrupted or dropped; empty when all were finished
 * @since 0.2.0
 */
public record RuleEngineReport(List<Unfinished> unfinished) {
  /**
   * Copies the list.
   *
   * @param unfinished the actions that were interrupted or dropped
   */
  public RuleEngineReport {
    unfinished = List.copyOf(unfinished);
  }

  /**
   * An action that a handler had not finished.
   *
   * @param handler the handler
   * @param fired the action
   */
  public record Unfinished(ActionHandler handler, FiredRule fired) {}
}
