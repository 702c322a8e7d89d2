package dev.signalbox.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The active rules of one service, laid out for evaluation: conditions that say the same are one
 * atom, atoms are found by the name of a signal or by whose sentiment they look at, and an atom
 * knows the rules that it matters to. Immutable.
 */
final class ServiceRules {
  private static final int[] NONE = {};

  private final List<Rule> rules;
  private final List<Atom> atoms;
  private final Expression[] criteria;

  /** By atom; null for atoms that compare names. */
  private final Atom.@Nullable Numeric[] numeric;

  private final int[][] rulesOfAtom;
  private final Map<String, int[]> namedCategories = new HashMap<>();
  private final int[] otherCategories;
  private final int[] numericCategories;
  private final Sentiments agentSentiments;
  private final Sentiments customerSentiments;

  /** The rules whose criteria are true before anything was seen. */
  private final int[] trueFromTheStart;

  private final Map<String, Integer> ruleIndex = new HashMap<>();
  private final Map<Atom, Integer> atomIndex = new HashMap<>();

  /** Of at least one rule. */
  ServiceRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    List<Set<Integer>> uses = new ArrayList<>();
    criteria = new Expression[rules.size()];
    atoms = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      Rule rule = rules.get(r);
      ruleIndex.put(rule.developerName(), r);
      Map<Integer, Integer> atomOfNumber = new HashMap<>();
      for (Condition condition : rule.conditions()) {
        int atom = atomIndex.computeIfAbsent(Atom.of(condition), this::added);
        atomOfNumber.put(condition.order() + 1, atom);
        if (atom == uses.size()) {
          uses.add(new TreeSet<>());
        }
        uses.get(atom).add(r);
      }
      criteria[r] = Expression.of(rule.effectiveCriteria(), atomOfNumber);
    }
    rulesOfAtom = uses.stream().map(ServiceRules::ints).toArray(int[][]::new);
    numeric = new Atom.@Nullable Numeric[atoms.size()];
    for (int a = 0; a < numeric.length; a++) {
      Atom atom = atoms.get(a);
      if (atom.type().isSentiment() || (isCategory(a) && isOrder(atom))) {
        numeric[a] = new Atom.Numeric(atom);
      }
      if (isCategory(a) && (atom.operator() == Operator.EQUALS || atom.operator() == Operator.IN)) {
        int id = a;
        atom.operands().forEach(name -> namedCategories.merge(name, new int[] {id}, this::joined));
      }
    }
    otherCategories = atoms(a -> isCategory(a) && atom(a).operator() == Operator.NOT_EQUALS);
    numericCategories = atoms(a -> isCategory(a) && isOrder(atom(a)));
    agentSentiments = sentiments(ConditionType.AGENT_SENTIMENT);
    customerSentiments = sentiments(ConditionType.CUSTOMER_SENTIMENT);
    long[] nothing = Bits.of(atoms.size());
    trueFromTheStart =
        IntStream.range(0, criteria.length).filter(r -> criteria[r].holds(nothing)).toArray();
  }

  private Integer added(Atom atom) {
    atoms.add(atom);
    return atoms.size() - 1;
  }

  private int[] joined(int[] some, int[] more) {
    return IntStream.concat(IntStream.of(some), IntStream.of(more)).toArray();
  }

  private int[] atoms(java.util.function.IntPredicate which) {
    return IntStream.range(0, atoms.size()).filter(which).toArray();
  }

  private Sentiments sentiments(ConditionType type) {
    int[] orders =
        IntStream.of(atoms(a -> atom(a).type() == type && isOrder(atom(a))))
            .boxed()
            .sorted(Comparator.comparingLong(a -> numeric(a).threshold()))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Sentiments(
        orders,
        IntStream.of(orders).mapToLong(a -> numeric(a).threshold()).toArray(),
        atoms(a -> atom(a).type() == type && !isOrder(atom(a))));
  }

  private boolean isCategory(int atom) {
    return atoms.get(atom).type() == ConditionType.CATEGORY;
  }

  private static boolean isOrder(Atom atom) {
    return atom.operator() == Operator.LESS_THAN || atom.operator() == Operator.GREATER_THAN;
  }

  private static int[] ints(Set<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The service, as one of the rules writes it. */
  String service() {
    return rules.get(0).service();
  }

  int size() {
    return rules.size();
  }

  Rule rule(int rule) {
    return rules.get(rule);
  }

  /** The place of a rule that is equal; -1 where there is none. */
  int indexOf(Rule rule) {
    Integer index = ruleIndex.get(rule.developerName());
    return index != null && rules.get(index).equals(rule) ? index : -1;
  }

  Expression criteria(int rule) {
    return criteria[rule];
  }

  int atomCount() {
    return atoms.size();
  }

  Atom atom(int atom) {
    return atoms.get(atom);
  }

  /** The place of an atom; -1 where there is none. */
  int indexOf(Atom atom) {
    return atomIndex.getOrDefault(atom, -1);
  }

  int[] rulesOf(int atom) {
    return rulesOfAtom[atom];
  }

  int[] trueFromTheStart() {
    return trueFromTheStart;
  }

  /** Category atoms that a signal of this name meets, but for those of the two methods below. */
  int[] named(String name) {
    return namedCategories.getOrDefault(name, NONE);
  }

  /** Category atoms that any signal but one meets. */
  int[] otherCategories() {
    return otherCategories;
  }

  /** Category atoms that signals meet whose names are numbers. */
  int[] numericCategories() {
    return numericCategories;
  }

  /**
   * The atoms that look at one participant's sentiment.
   *
   * @param orders those that compare by order, by ascending threshold
   * @param thresholds theirs: where a sentiment passes it, and nowhere else, the atom may change
   * @param others those that compare for equality
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and iterated without an iterator.
  record Sentiments(int[] orders, long[] thresholds, int[] others) {
    /** The place of the first threshold that is greater. */
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

  boolean holds(int atom, int hundredths) {
    return numeric(atom).holds(hundredths);
  }

  boolean holds(int atom, BigDecimal name) {
    return numeric(atom).holds(name);
  }

  private Atom.Numeric numeric(int atom) {
    Atom.Numeric comparison = numeric[atom];
    if (comparison == null) {
      throw new IllegalArgumentException("atom " + atom + " compares no numbers");
    }
    return comparison;
  }
}
