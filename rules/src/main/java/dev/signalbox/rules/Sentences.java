package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says a rule in words. Negations are first moved down to the conditions, so that only "is seen"
 * and "is not seen" are left of them.
 */
final class Sentences {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.-]+");

  /** What has to be said; its children, where it has some, are of the other kind or phrases. */
  private sealed interface Node {}

  /**
   * One condition.
   *
   * @param noun what is seen; empty where the condition is no signal that is seen
   * @param clause the whole condition
   */
  private record Phrase(String noun, String clause) implements Node {}

  private record Group(boolean all, List<Node> parts) implements Node {}

  private final Map<Integer, Condition> conditions = new HashMap<>();

  private Sentences(Rule rule) {
    rule.conditions().forEach(condition -> conditions.put(condition.order() + 1, condition));
  }

  static String of(Rule rule) {
    Node node = new Sentences(rule).node(rule.effectiveCriteria(), true);
    return when(node) + ": " + then(rule.action());
  }

  private static String when(Node node) {
    if (!hasNouns(node)) {
      return "When, in a call, " + text(node, false);
    }
    boolean compound =
        node instanceof Group group && group.parts().stream().anyMatch(Group.class::isInstance);
    boolean singular = node instanceof Phrase || (node instanceof Group g && !g.all() && !compound);
    return "When "
        + text(node, true)
        + (compound ? "," : "")
        + (singular ? " is" : " are")
        + " seen in a call";
  }

  private static String then(Action action) {
    return switch (action.type()) {
      case LAUNCH_NBA ->
          "recommend the next best action" + action.value().map(v -> " " + quote(v)).orElse("");
      case LAUNCH_FLOW -> "launch the flow " + quote(action.value().orElseThrow());
      case ALERT_SUPERVISOR -> "alert the supervisor";
      case ALERT_SUPERVISOR_AND_AGENT -> "alert the supervisor and the agent";
    };
  }

  private Node node(Criteria criteria, boolean wanted) {
    if (criteria instanceof Criteria.Not not) {
      return node(not.part(), !wanted);
    }
    if (criteria instanceof Criteria.Term term) {
      Condition condition = conditions.get(term.number());
      if (condition == null) {
        throw new IllegalStateException("no condition " + term.number());
      }
      return phrase(condition, wanted);
    }
    // Not all of them is one of them not, and the other way round.
    boolean all = criteria instanceof Criteria.And == wanted;
    List<Criteria> parts =
        criteria instanceof Criteria.And and ? and.parts() : ((Criteria.Or) criteria).parts();
    return group(all, parts.stream().map(part -> node(part, wanted)).toList());
  }

  /** A group without groups of its own kind in it. */
  private static Node group(boolean all, List<Node> parts) {
    List<Node> flat = new ArrayList<>();
    for (Node part : parts) {
      if (part instanceof Group group && group.all() == all) {
        flat.addAll(group.parts());
      } else {
        flat.add(part);
      }
    }
    return flat.size() == 1 ? flat.get(0) : new Group(all, flat);
  }

  private static Node phrase(Condition condition, boolean wanted) {
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
      case KEYWORD, INTENT ->
          new Phrase(
              "",
              (condition.type() == ConditionType.KEYWORD ? "the keyword " : "the intent ")
                  + operand
                  + (wanted ? " is met" : " is not met")
                  + " (never met here)");
    };
  }

  private static Node seen(String noun, boolean wanted) {
    return wanted ? new Phrase(noun, noun + " is seen") : new Phrase("", noun + " is not seen");
  }

  private static Node sentiment(String whose, Condition condition, boolean wanted) {
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

  private static boolean hasNouns(Node node) {
    return node instanceof Phrase phrase
        ? !phrase.noun().isEmpty()
        : ((Group) node).parts().stream().allMatch(Sentences::hasNouns);
  }

  private static String text(Node node, boolean nouns) {
    if (node instanceof Phrase phrase) {
      return nouns ? phrase.noun() : phrase.clause();
    }
    Group group = (Group) node;
    String word = group.all() ? "and" : "or";
    boolean compound = group.parts().stream().anyMatch(Group.class::isInstance);
    List<String> parts = group.parts().stream().map(part -> part(part, nouns)).toList();
    if (compound) {
      return String.join(", " + word + " ", parts);
    }
    int last = parts.size() - 1;
    return String.join(", ", parts.subList(0, last)) + " " + word + " " + parts.get(last);
  }

  /** A group in a group: in brackets where commas would no longer tell who belongs together. */
  private static String part(Node node, boolean nouns) {
    String text = text(node, nouns);
    if (!(node instanceof Group group)) {
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
