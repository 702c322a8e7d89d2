package dev.signalbox.rules.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Describes a rule in a sentence. It first moves negations down to the conditions, where they
 * become "is not seen".
 */
final class RuleDescriber {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.-]+");

  /** A part of the sentence. The parts of a group are phrases and groups of the other kind. */
  private sealed interface Wording {}

  /**
   * One condition.
   *
   * @param noun what is seen; empty when the condition does not ask for a signal to be seen
   * @param clause the whole condition
   */
  private record Phrase(String noun, String clause) implements Wording {}

  private record Group(boolean all, List<Wording> parts) implements Wording {}

  private final Map<Integer, Condition> conditions = new HashMap<>();
  private final String service;

  private RuleDescriber(Rule rule) {
    service = rule.service();
    rule.conditions().forEach(condition -> conditions.put(condition.order() + 1, condition));
  }

  static String describe(Rule rule) {
    Wording wording = new RuleDescriber(rule).wording(rule.effectiveCriteria(), true);
    return when(wording) + ": " + then(rule.action());
  }

  private static String when(Wording wording) {
    if (!hasNouns(wording)) {
      return "When, in a call, " + text(wording, false);
    }
    boolean compound =
        wording instanceof Group group && group.parts().stream().anyMatch(Group.class::isInstance);
    boolean singular =
        wording instanceof Phrase || (wording instanceof Group g && !g.all() && !compound);
    return "When "
        + text(wording, true)
        + (compound ? "," : "")
        + (singular ? " is" : " are")
        + " seen in a call";
  }

  private static String then(RuleAction action) {
    return switch (action.type()) {
      case LAUNCH_NBA ->
          "recommend the next best action" + action.value().map(v -> " " + quote(v)).orElse("");
      case LAUNCH_FLOW -> "launch the flow " + quote(action.value().orElseThrow());
      case ALERT_SUPERVISOR -> "alert the supervisor";
      case ALERT_SUPERVISOR_AND_AGENT -> "alert the supervisor and the agent";
    };
  }

  private Wording wording(Criteria criteria, boolean wanted) {
    if (criteria instanceof Criteria.Not not) {
      return wording(not.part(), !wanted);
    }
    if (criteria instanceof Criteria.Term term) {
      Condition condition = conditions.get(term.number());
      if (condition == null) {
        throw new IllegalStateException("no condition " + term.number());
      }
      return phrase(condition, wanted);
    }
    // De Morgan: "not all of them" is "one of them not", and "none of them" is "all of them not".
    boolean all = criteria instanceof Criteria.And == wanted;
    List<Criteria> parts =
        criteria instanceof Criteria.And and ? and.parts() : ((Criteria.Or) criteria).parts();
    return group(all, parts.stream().map(part -> wording(part, wanted)).toList());
  }

  /** A group without groups of its own kind in it. */
  private static Wording group(boolean all, List<Wording> parts) {
    List<Wording> flat = new ArrayList<>();
    for (Wording part : parts) {
      if (part instanceof Group group && group.all() == all) {
        flat.addAll(group.parts());
      } else {
        flat.add(part);
      }
    }
    return flat.size() == 1 ? flat.get(0) : new Group(all, flat);
  }

  private Wording phrase(Condition condition, boolean wanted) {
    String operand = quote(condition.operandValue());
    return switch (condition.type()) {
      case CATEGORY ->
          switch (condition.operator()) {
            case EQUALS -> seen(operand, wanted);
            case NOT_EQUALS ->
                wanted
                    ? seen("a signal other than " + operand, true)
                    : new Phrase("", "nothing but " + operand + " is seen");
            case LESS_THAN -> seen("a number below " + operand, wanted);
            case GREATER_THAN -> seen("a number above " + operand, wanted);
            case IN ->
                group(
                    !wanted,
                    condition.operands().stream().map(part -> seen(quote(part), wanted)).toList());
          };
      case AGENT_SENTIMENT -> sentiment("the agent's", condition, wanted);
      case CUSTOMER_SENTIMENT -> sentiment("the customer's", condition, wanted);
      case KEYWORD, INTENT -> words(condition, operand, wanted);
    };
  }

  private Wording words(Condition condition, String operand, boolean wanted) {
    if (!condition.type().canHold(service)) {
      return new Phrase(
          "",
          (condition.type() == ConditionType.KEYWORD ? "the keyword " : "the intent ")
              + operand
              + (wanted ? " is met" : " is not met")
              + " (never met here)");
    }
    String said = wanted ? " is said" : " is not said";
    return switch (condition.operator()) {
      case EQUALS -> new Phrase("", operand + said);
      case NOT_EQUALS -> new Phrase("", "something without " + operand + said);
      case IN -> new Phrase("", "one of " + String.join(", ", condition.operands()) + said);
      case LESS_THAN, GREATER_THAN ->
          new Phrase("", "the keyword " + operand + said + " (never met here)");
    };
  }

  private static Wording seen(String noun, boolean wanted) {
    return wanted ? new Phrase(noun, noun + " is seen") : new Phrase("", noun + " is not seen");
  }

  private static Wording sentiment(String whose, Condition condition, boolean wanted) {
    String compared =
        switch (condition.operator()) {
          case EQUALS -> "exactly " + condition.operandValue();
          case NOT_EQUALS -> "other than " + condition.operandValue();
          case LESS_THAN -> "below " + condition.operandValue();
          case GREATER_THAN -> "above " + condition.operandValue();
          case IN -> "one of " + String.join(", ", condition.operands());
        };
    return new Phrase("", whose + " sentiment is " + (wanted ? "" : "not ") + compared);
  }

  private static boolean hasNouns(Wording wording) {
    return wording instanceof Phrase phrase
        ? !phrase.noun().isEmpty()
        : ((Group) wording).parts().stream().allMatch(RuleDescriber::hasNouns);
  }

  private static String text(Wording wording, boolean nouns) {
    if (wording instanceof Phrase phrase) {
      return nouns ? phrase.noun() : phrase.clause();
    }
    Group group = (Group) wording;
    String word = group.all() ? "and" : "or";
    boolean compound = group.parts().stream().anyMatch(Group.class::isInstance);
    List<String> parts = group.parts().stream().map(part -> part(part, nouns)).toList();
    if (compound) {
      return String.join(", " + word + " ", parts);
    }
    int last = parts.size() - 1;
    return String.join(", ", parts.subList(0, last)) + " " + word + " " + parts.get(last);
  }

  /** A group in a group: in brackets when commas alone would be ambiguous. */
  private static String part(Wording wording, boolean nouns) {
    String text = text(wording, nouns);
    if (!(wording instanceof Group group)) {
      return text;
    }
    if (group.parts().stream().anyMatch(Group.class::isInstance)) {
      return "(" + text + ")";
    }
    return group.all() ? text : "either " + text;
  }

  private static String quote(String name) {
    if (PLAIN.matcher(name).matches()) {
      return name;
    }
    return name.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? " " : Character.toString(c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
