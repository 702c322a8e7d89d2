package dev.signalbox.rules.internal.engine;

import dev.signalbox.core.Participant;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The active rules on keywords, laid out for evaluation. A condition belongs to one rule here,
 * since whose words it looks at is the rule's choice. Immutable.
 */
final class KeywordRules {
  private final List<Rule> rules;
  private final List<Criterion> criteria = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();

  /**
   * One condition of a rule.
   *
   * @param rule its rule's index
   * @param operator how it compares
   * @param keywords what it looks for, in the form that texts are compared in
   * @param names the same as the rule's file spells it
   */
  record Criterion(int rule, Operator operator, List<String> keywords, List<String> names) {}

  KeywordRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    for (int r = 0; r < rules.size(); r++) {
      Map<Integer, Integer> indexOfNumber = new HashMap<>();
      for (Condition condition : rules.get(r).conditions()) {
        indexOfNumber.put(condition.order() + 1, criteria.size());
        List<String> names =
            condition.type() == ConditionType.KEYWORD ? condition.operands() : List.of();
        criteria.add(
            new Criterion(
                r, condition.operator(), names.stream().map(SpokenText::normal).toList(), names));
      }
      expressions.add(Expression.of(rules.get(r).effectiveCriteria(), indexOfNumber));
    }
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  List<Rule> rules() {
    return rules;
  }

  List<Criterion> criteria() {
    return criteria;
  }

  Expression expression(int rule) {
    return expressions.get(rule);
  }

  /** Whether a rule looks at a speaker's words. A rule that names no known role looks at all. */
  boolean listensTo(int rule, Participant speaker) {
    String role = rules.get(rule).channel().participantRole().orElse("");
    return switch (role) {
      case "Agent" -> speaker == Participant.AGENT;
      case "Customer" -> speaker == Participant.CUSTOMER;
      default -> true;
    };
  }
}
