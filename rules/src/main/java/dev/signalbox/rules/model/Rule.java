package dev.signalbox.rules.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A signal rule: when its conditions become true in a conversation, it asks for an action (RUL-1 to
 * RUL-4). Immutable.
 *
 * <pre>{@code
 * Rule rule =
 *     Rule.builder("Angry_Customer", "AmazonConnectContactLens",
 *             RuleAction.of(ActionType.ALERT_SUPERVISOR))
 *         .condition(new Condition(0, ConditionType.CATEGORY, Operator.EQUALS, "CustomerAngry"))
 *         .build();
 * }</pre>
 *
 * @param developerName the rule's API name; unique among the rules of an org
 * @param ruleName the rule's name for people
 * @param service the intelligence source whose batches the rule sees; case does not matter
 * @param active whether the rule is evaluated
 * @param action what it asks for
 * @param channel where it was meant to apply; shown, not matched
 * @param conditions at least one, by ascending order, each order once
 * @param criteria how they are joined; empty when all of them must hold
 */
public record Rule(
    String developerName,
    String ruleName,
    String service,
    boolean active,
    RuleAction action,
    Channel channel,
    List<Condition> conditions,
    Optional<Criteria> criteria) {
  /** The service of rules on keywords, which are evaluated on transcripts (RUL-2). */
  public static final String KEYWORD_SERVICE = "KeywordMatch";

  /**
   * Where a rule was meant to apply. It is shown, not matched, but for the role of a rule on
   * keywords (RUL-2).
   *
   * @param type such as {@code Phone}
   * @param address the channel's identifier or internal name
   * @param participantRole whose words, such as {@code AgentOrCustomer}
   */
  public record Channel(
      Optional<String> type, Optional<String> address, Optional<String> participantRole) {
    /** The channel of a rule that names none. */
    public static final Channel NONE =
        new Channel(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The channel on one short line.
     *
     * @return such as {@code Phone, AgentOrCustomer}
     */
    @Override
    public String toString() {
      String parts =
          Stream.of(type, address, participantRole)
              .flatMap(Optional::stream)
              .collect(Collectors.joining(", "));
      return parts.isEmpty() ? "any channel" : parts;
    }
  }

  /**
   * Sorts the conditions and checks that the criteria name no others. {@link #builder} is easier to
   * read.
   *
   * @param developerName the rule's API name
   * @param ruleName the rule's name for people
   * @param service the intelligence source
   * @param active whether the rule is evaluated
   * @param action what it asks for
   * @param channel where it was meant to apply
   * @param conditions at least one, in any order
   * @param criteria how they are joined; empty when all of them must hold
   * @throws IllegalArgumentException when there is no condition, two have the same order, or the
   *     criteria name a condition that does not exist
   */
  public Rule {
    conditions = conditions.stream().sorted(Comparator.comparingInt(Condition::order)).toList();
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
   * A builder of an active rule that has no conditions yet and needs at least one. Its name for
   * people is the developer name, it names no channel, and all of its conditions must hold.
   *
   * @param developerName the rule's API name
   * @param service the intelligence source whose batches the rule sees
   * @param action what it asks for
   * @return a new builder
   */
  public static Builder builder(String developerName, String service, RuleAction action) {
    return new Builder(developerName, service, action);
  }

  /** Builds a rule. Not thread-safe. */
  public static final class Builder {
    private final String developerName;
    private final String service;
    private final RuleAction action;
    private final List<Condition> conditions = new ArrayList<>();
    private String ruleName;
    private boolean active = true;
    private Optional<String> channelType = Optional.empty();
    private Optional<String> channelAddress = Optional.empty();
    private Optional<String> participantRole = Optional.empty();
    private Optional<Criteria> criteria = Optional.empty();

    private Builder(String developerName, String service, RuleAction action) {
      this.developerName = developerName;
      this.service = service;
      this.action = action;
      ruleName = developerName;
    }

    /**
     * The rule's name for people.
     *
     * @param name any text
     * @return this builder
     */
    public Builder ruleName(String name) {
      ruleName = name;
      return this;
    }

    /**
     * Whether the rule is evaluated; it is by default.
     *
     * @param isActive false to keep the rule and not evaluate it
     * @return this builder
     */
    public Builder active(boolean isActive) {
      active = isActive;
      return this;
    }

    /**
     * The type of channel that the rule was meant for; shown, not matched.
     *
     * @param type such as {@code Phone}
     * @return this builder
     */
    public Builder channelType(String type) {
      channelType = Optional.of(type);
      return this;
    }

    /**
     * The channel that the rule was meant for; shown, not matched.
     *
     * @param address the channel's identifier or internal name
     * @return this builder
     */
    public Builder channelAddress(String address) {
      channelAddress = Optional.of(address);
      return this;
    }

    /**
     * The participant that the rule was meant for; shown, not matched.
     *
     * @param role such as {@code AgentOrCustomer}
     * @return this builder
     */
    public Builder participantRole(String role) {
      participantRole = Optional.of(role);
      return this;
    }

    /**
     * Adds a condition.
     *
     * @param condition of an order that no other condition has
     * @return this builder
     */
    public Builder condition(Condition condition) {
      conditions.add(condition);
      return this;
    }

    /**
     * Adds conditions.
     *
     * @param more each of an order that no other condition has
     * @return this builder
     */
    public Builder conditions(List<Condition> more) {
      conditions.addAll(more);
      return this;
    }

    /**
     * How the conditions are joined; without criteria all of them must hold.
     *
     * @param join names conditions by their order + 1
     * @return this builder
     */
    public Builder criteria(Criteria join) {
      criteria = Optional.of(join);
      return this;
    }

    /**
     * Builds the rule.
     *
     * @return a rule
     * @throws IllegalArgumentException when there is no condition, two have the same order, or the
     *     criteria name a condition that does not exist
     */
    public Rule build() {
      return new Rule(
          developerName,
          ruleName,
          service,
          active,
          action,
          new Channel(channelType, channelAddress, participantRole),
          conditions,
          criteria);
    }
  }

  /**
   * How the conditions are joined, whether or not the rule has criteria.
   *
   * @return the criteria; without any, all conditions joined by {@code AND}
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
    return RuleDescriber.describe(this);
  }

  /**
   * The rule on one line.
   *
   * @return name, service and sentence
   */
  @Override
  public String toString() {
    return developerName + " (" + service + (active ? "" : ", not active") + "): " + sentence();
  }

  private static String list(Set<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
