package dev.signalbox.rules.model;

import java.util.List;

/**
 * What a folder of rule files was read as (RUL-1).
 *
 * @param rules the rules of the files without errors, by path
 * @param errors why other files are not rules
 * @param warnings what is valid and probably not meant: conditions that never hold, unknown
 *     elements
 * @since 0.2.0
 */
public record RuleReading(List<Rule> rules, List<RuleFinding> errors, List<RuleFinding> warnings) {
  /**
   * Copies the lists.
   *
   * @param rules the rules of the files without errors
   * @param errors why other files are not rules
   * @param warnings what is valid and probably not meant
   */
  public RuleReading {
    rules = List.copyOf(rules);
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  /**
   * The reading on one short line.
   *
   * @return such as {@code 3 rules, 1 error, 0 warnings}
   */
  @Override
  public String toString() {
    return count(rules, "rule") + ", " + count(errors, "error") + ", " + count(warnings, "warning");
  }

  private static String count(List<?> list, String noun) {
    return list.size() + " " + noun + (list.size() == 1 ? "" : "s");
  }
}
