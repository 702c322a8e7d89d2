package dev.signalbox.rules.model;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How a rule joins its conditions (RUL-2). Immutable. */
public sealed interface Criteria {
  /** How deeply criteria may be nested. */
  int MAX_DEPTH = 64;

  /**
   * A condition.
   *
   * @param number the condition's {@code order + 1}
   */
  record Term(int number) implements Criteria {
    /** The number. */
    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /**
   * All of several.
   *
   * @param parts at least one
   */
  record And(List<Criteria> parts) implements Criteria {
    /**
     * Copies the parts.
     *
     * @param parts at least one
     */
    public And {
      parts = List.copyOf(parts);
    }

    /** Criteria that {@link Criteria#parse} reads. */
    @Override
    public String toString() {
      return joined(parts, " AND ");
    }
  }

  /**
   * At least one of several.
   *
   * @param parts at least one
   */
  record Or(List<Criteria> parts) implements Criteria {
    /**
     * Copies the parts.
     *
     * @param parts at least one
     */
    public Or {
      parts = List.copyOf(parts);
    }

    /** Criteria that {@link Criteria#parse} reads. */
    @Override
    public String toString() {
      return joined(parts, " OR ");
    }
  }

  /**
   * A negation.
   *
   * @param part what must not hold
   */
  record Not(Criteria part) implements Criteria {
    /** Criteria that {@link Criteria#parse} reads. */
    @Override
    public String toString() {
      return "NOT " + (part instanceof Not ? part.toString() : nested(part));
    }
  }

  /**
   * Reads criteria: numbers, {@code AND}, {@code OR}, {@code NOT} in any case, parentheses. {@code
   * NOT} binds tighter than {@code AND}, and that tighter than {@code OR}.
   *
   * @param text such as {@code ((1 AND 2) OR 3)}
   * @return the criteria
   * @throws IllegalArgumentException when the text is not criteria; the message says where
   */
  static Criteria parse(String text) {
    return new CriteriaParser(text).parse();
  }

  /**
   * The conditions that the criteria name.
   *
   * @return their numbers
   */
  default Set<Integer> numbers() {
    Set<Integer> numbers = new TreeSet<>();
    collect(this, numbers);
    return numbers;
  }

  private static void collect(Criteria criteria, Set<Integer> numbers) {
    if (criteria instanceof Term term) {
      numbers.add(term.number());
    } else if (criteria instanceof Not not) {
      collect(not.part(), numbers);
    } else {
      List<Criteria> parts = criteria instanceof And and ? and.parts() : ((Or) criteria).parts();
      parts.forEach(part -> collect(part, numbers));
    }
  }

  private static String joined(List<Criteria> parts, String word) {
    return parts.stream().map(Criteria::nested).collect(Collectors.joining(word));
  }

  private static String nested(Criteria part) {
    return part instanceof Term ? part.toString() : "(" + part + ")";
  }
}
