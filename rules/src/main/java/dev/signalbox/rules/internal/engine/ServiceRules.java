package dev.signalbox.rules.internal.engine;

import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The active rules of one service, laid out for evaluation. Equal conditions are one comparison.
 * Comparisons are found by the name of a signal or by the participant whose sentiment they look at,
 * and each knows the rules that use it. Immutable.
 */
final class ServiceRules {
  private static final int[] NONE = {};

  private final List<Rule> rules;
  private final List<Comparison> comparisons;
  private final Expression[] criteria;

  /** By comparison; null for those that compare names. */
  private final Comparison.@Nullable Numeric[] numeric;

  private final int[][] rulesOfComparison;
  private final Map<String, int[]> namedCategories = new HashMap<>();
  private final int[] otherCategories;
  private final int[] numericCategories;
  private final Sentiments agentSentiments;
  private final Sentiments customerSentiments;

  /** The rules whose criteria are true before anything was seen. */
  private final int[] trueFromTheStart;

  private final Map<String, Integer> ruleIndex = new HashMap<>();
  private final Map<Comparison, Integer> comparisonIndex = new HashMap<>();

  /** Lays out at least one rule. */
  ServiceRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    List<Set<Integer>> uses = new ArrayList<>();
    criteria = new Expression[rules.size()];
    comparisons = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      Rule rule = rules.get(r);
      ruleIndex.put(rule.developerName(), r);
      Map<Integer, Integer> comparisonOfNumber = new HashMap<>();
      for (Condition condition : rule.conditions()) {
        int comparison = comparisonIndex.computeIfAbsent(Comparison.of(condition), this::added);
        comparisonOfNumber.put(condition.order() + 1, comparison);
        if (comparison == uses.size()) {
          uses.add(new TreeSet<>());
        }
        uses.get(comparison).add(r);
      }
      criteria[r] = Expression.of(rule.effectiveCriteria(), comparisonOfNumber);
    }
    rulesOfComparison = uses.stream().map(ServiceRules::ints).toArray(int[][]::new);
    numeric = new Comparison.@Nullable Numeric[comparisons.size()];
    for (int a = 0; a < numeric.length; a++) {
      Comparison comparison = comparisons.get(a);
      if (comparison.type().isSentiment() || (isCategory(a) && isOrder(comparison))) {
        numeric[a] = new Comparison.Numeric(comparison);
      }
      if (isCategory(a)
          && (comparison.operator() == Operator.EQUALS || comparison.operator() == Operator.IN)) {
        int id = a;
        comparison
            .operands()
            .forEach(name -> namedCategories.merge(name, new int[] {id}, this::joined));
      }
    }
    otherCategories =
        comparisons(a -> isCategory(a) && comparison(a).operator() == Operator.NOT_EQUALS);
    numericCategories = comparisons(a -> isCategory(a) && isOrder(comparison(a)));
    agentSentiments = sentiments(ConditionType.AGENT_SENTIMENT);
    customerSentiments = sentiments(ConditionType.CUSTOMER_SENTIMENT);
    BitSet nothing = new BitSet();
    trueFromTheStart =
        IntStream.range(0, criteria.length).filter(r -> criteria[r].holds(nothing)).toArray();
  }

  private Integer added(Comparison comparison) {
    comparisons.add(comparison);
    return comparisons.size() - 1;
  }

  private int[] joined(int[] some, int[] more) {
    return IntStream.concat(IntStream.of(some), IntStream.of(more)).toArray();
  }

  private int[] comparisons(IntPredicate which) {
    return IntStream.range(0, comparisons.size()).filter(which).toArray();
  }

  private Sentiments sentiments(ConditionType type) {
    int[] orders =
        IntStream.of(comparisons(a -> comparison(a).type() == type && isOrder(comparison(a))))
            .boxed()
            .sorted(Comparator.comparingLong(a -> numeric(a).threshold()))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Sentiments(
        orders,
        IntStream.of(orders).mapToLong(a -> numeric(a).threshold()).toArray(),
        comparisons(a -> comparison(a).type() == type && !isOrder(comparison(a))));
  }

  private boolean isCategory(int comparison) {
    return comparison(comparison).type() == ConditionType.CATEGORY;
  }

  private static boolean isOrder(Comparison comparison) {
    return comparison.operator() == Operator.LESS_THAN
        || comparison.operator() == Operator.GREATER_THAN;
  }

  private static int[] ints(Set<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The service's name, as the first rule spells it. */
  String service() {
    return rules.get(0).service();
  }

  int size() {
    return rules.size();
  }

  Rule rule(int rule) {
    return rules.get(rule);
  }

  /** The index of an equal rule; -1 when there is none. */
  int indexOf(Rule rule) {
    Integer index = ruleIndex.get(rule.developerName());
    return index != null && rules.get(index).equals(rule) ? index : -1;
  }

  Expression criteria(int rule) {
    return criteria[rule];
  }

  int comparisonCount() {
    return comparisons.size();
  }

  Comparison comparison(int comparison) {
    return comparisons.get(comparison);
  }

  /** The place of an comparison; -1 where there is none. */
  int indexOf(Comparison comparison) {
    return comparisonIndex.getOrDefault(comparison, -1);
  }

  int[] rulesOf(int comparison) {
    return rulesOfComparison[comparison];
  }

  int[] trueFromTheStart() {
    return trueFromTheStart;
  }

  /** Comparisons that signals of this name meet, except those of the two methods below. */
  int[] named(String name) {
    return namedCategories.getOrDefault(name, NONE);
  }

  /** Comparisons that every signal except one meets: NotEquals. */
  int[] otherCategories() {
    return otherCategories;
  }

  /** Comparisons that only signals meet whose names are numbers. */
  int[] numericCategories() {
    return numericCategories;
  }

  /**
   * The comparisons that look at one participant's sentiment.
   *
   * @param orders LessThan and GreaterThan, by ascending threshold
   * @param thresholds their thresholds: the comparison changes only when a sentiment crosses it
   * @param others those that compare for equality
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and iterated without an iterator.
  record Sentiments(int[] orders, long[] thresholds, int[] others) {
    /** The index of the first threshold that is greater. */
    int after(int hundredths) {
      int low = 0;
      int high = thresholds.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (thresholds[middle] > hundredths) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }

  Sentiments sentiments(boolean agent) {
    return agent ? agentSentiments : customerSentiments;
  }

  boolean holds(int comparison, int hundredths) {
    return numeric(comparison).holds(hundredths);
  }

  boolean holds(int comparison, BigDecimal name) {
    return numeric(comparison).holds(name);
  }

  private Comparison.Numeric numeric(int comparison) {
    Comparison.Numeric found = numeric[comparison];
    if (found == null) {
      throw new IllegalArgumentException("comparison " + comparison + " compares no numbers");
    }
    return found;
  }
}
