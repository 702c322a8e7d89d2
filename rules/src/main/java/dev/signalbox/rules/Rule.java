package dev.signalbox.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A signal rule: when its conditions come true in a conversation, it asks for an action (RUL-1 to
 * RUL-4). Immutable.
 *
 * @param developerName the rule's API name; unique among the rules of an org
 * @param ruleName the rule's name for people
 * @param service the intelligence source whose batches the rule sees; case does not matter
 * @param active whether the rule is evaluated
 * @param action what it asks for
 * @param channel where it was meant to apply; shown, not matched
 * @param conditions at least one, by ascending order, each order once
 * @param criteria how they are joined; empty for all of them
 */
public record Rule(
    String developerName,
    String ruleName,
    String service,
    boolean active,
    Action action,
    Channel channel,
    List<Condition> conditions,
    Optional<Criteria> criteria) {

  /**
   * Where a rule was meant to apply (RUL-2: shown, not matched).
   *
   * @param type such as {@code Phone}
   * @param address the channel's identifier or internal name
   * @param participantRole whose words, such as {@code AgentOrCustomer}
   */
  public record Channel(
      Optional<String> type, Optional<String> address, Optional<String> participantRole) {
    /** A rule that says nothing about channels. */
    public static final Channel NONE =
        new Channel(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Sorts the conditions and checks that the criteria name no others.
   *
   * @param developerName see the component
   * @param ruleName see the component
   * @param service see the component
   * @param active see the component
   * @param action see the component
   * @param channel see the component
   * @param conditions see the component
   * @param criteria see the component
   * @throws IllegalArgumentException when there is no condition, two have one order, or the
   *     criteria name one that there is not
   */
  public Rule {
    conditions =
        conditions.stream().sorted(java.util.Comparator.comparingInt(Condition::order)).toList();
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("the rule has no condition: it needs a subrule");
    }
    Set<Integer> numbers = new TreeSet<>();
    for (Condition condition : conditions) {
      if (!numbers.add(condition.order() + 1)) {
        throw new IllegalArgumentException(
            "two subrules have the order "
                + condition.order()
                + ": criteria could not tell them apart");
      }
    }
    Set<Integer> unknown = new TreeSet<>(criteria.map(Criteria::numbers).orElse(Set.of()));
    unknown.removeAll(numbers);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the criteria name "
              + list(unknown)
              + ", but the subrules' numbers (order + 1) are "
              + list(numbers));
    }
  }

  /**
   * How the conditions are joined, in every case.
   *
   * @return the criteria; all conditions where there are none
   */
  public Criteria effectiveCriteria() {
    return criteria.orElseGet(
        () ->
            new Criteria.And(
                conditions.stream()
                    .<Criteria>map(condition -> new Criteria.Term(condition.order() + 1))
                    .toList()));
  }

  /**
   * The rule as a sentence for people.
   *
   * @return such as "When CustomerAngry, or refund and escalate, are seen in a call: alert the
   *     supervisor"
   */
  public String sentence() {
    return Sentences.of(this);
  }

  private static String list(Set<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
