package dev.signalbox.rules;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** RUL-2 and RUL-3 to the letter: keeps everything, and judges every rule anew after each event. */
final class NaiveEvaluator {
  private final List<Rule> rules;
  private final Map<ConversationId, Map<String, List<ConversationEvent>>> seen = new HashMap<>();
  private final Map<ConversationId, Set<Rule>> wereTrue = new HashMap<>();

  NaiveEvaluator(List<Rule> rules) {
    this.rules = rules;
  }

  /** What fires, as rule and event. */
  List<String> evaluate(DeliveredBatch batch) {
    List<String> fired = new ArrayList<>();
    List<ConversationEvent> before =
        seen.computeIfAbsent(batch.conversation(), id -> new HashMap<>())
            .computeIfAbsent(
                batch.batch().service().toLowerCase(Locale.ROOT), service -> new ArrayList<>());
    Set<Rule> trueBefore = wereTrue.computeIfAbsent(batch.conversation(), id -> new HashSet<>());
    int index = 0;
    for (ConversationEvent event : batch.batch().events()) {
      before.add(event);
      for (Rule rule : rules) {
        if (rule.active() && rule.service().equalsIgnoreCase(batch.batch().service())) {
          boolean isTrue = holds(rule, rule.effectiveCriteria(), before);
          if (isTrue && trueBefore.add(rule)) {
            fired.add(rule.developerName() + "@" + index);
          } else if (!isTrue) {
            trueBefore.remove(rule);
          }
        }
      }
      index++;
    }
    return fired;
  }

  private static boolean holds(Rule rule, Criteria criteria, List<ConversationEvent> seen) {
    if (criteria instanceof Criteria.Term term) {
      return rule.conditions().stream()
          .filter(condition -> condition.order() + 1 == term.number())
          .anyMatch(condition -> holds(condition, seen));
    }
    if (criteria instanceof Criteria.Not not) {
      return !holds(rule, not.part(), seen);
    }
    if (criteria instanceof Criteria.And and) {
      return and.parts().stream().allMatch(part -> holds(rule, part, seen));
    }
    return ((Criteria.Or) criteria).parts().stream().anyMatch(part -> holds(rule, part, seen));
  }

  private static boolean holds(Condition condition, List<ConversationEvent> seen) {
    return switch (condition.type()) {
      case CATEGORY ->
          seen.stream()
              .filter(CategoryEvent.class::isInstance)
              .anyMatch(event -> meets(condition, event.value(), false));
      case AGENT_SENTIMENT -> latest(condition, seen, Participant.AGENT);
      case CUSTOMER_SENTIMENT -> latest(condition, seen, Participant.CUSTOMER);
      case KEYWORD, INTENT -> false;
    };
  }

  private static boolean latest(
      Condition condition, List<ConversationEvent> seen, Participant whose) {
    boolean holds = false;
    for (ConversationEvent event : seen) {
      if (event instanceof SentimentEvent sentiment && sentiment.speaker() == whose) {
        holds = meets(condition, event.value(), true);
      }
    }
    return holds;
  }

  private static boolean meets(Condition condition, String value, boolean number) {
    String operand = condition.operandValue();
    return switch (condition.operator()) {
      case EQUALS -> same(value, operand, number);
      case NOT_EQUALS -> !same(value, operand, number);
      case IN ->
          Arrays.stream(operand.split(",")).anyMatch(one -> same(value, one.strip(), number));
      case LESS_THAN -> isNumber(value) && compare(value, operand) < 0;
      case GREATER_THAN -> isNumber(value) && compare(value, operand) > 0;
    };
  }

  private static boolean same(String value, String operand, boolean number) {
    return number ? compare(value, operand) == 0 : value.equals(operand);
  }

  private static boolean isNumber(String value) {
    return value.matches("-?\\d+(\\.\\d+)?");
  }

  private static int compare(String value, String operand) {
    return new BigDecimal(value).compareTo(new BigDecimal(operand));
  }
}
