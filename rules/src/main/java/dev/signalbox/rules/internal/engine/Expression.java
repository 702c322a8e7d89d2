package dev.signalbox.rules.internal.engine;

import dev.signalbox.rules.model.Criteria;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Criteria over comparisons, for evaluation. */
sealed interface Expression {
  /** True when the criteria are met by the comparisons that hold. */
  boolean holds(BitSet held);

  /**
   * Reports the comparisons that decide the value: for true criteria those that make them true, for
   * false criteria those that keep them false.
   */
  void support(BitSet held, IntConsumer to);

  static Expression of(Criteria criteria, Map<Integer, Integer> comparisonOfNumber) {
    if (criteria instanceof Criteria.Term term) {
      Integer comparison = comparisonOfNumber.get(term.number());
      if (comparison == null) {
        throw new IllegalStateException("no condition " + term.number());
      }
      return new Single(comparison);
    }
    if (criteria instanceof Criteria.Not not) {
      return new Negation(of(not.part(), comparisonOfNumber));
    }
    boolean all = criteria instanceof Criteria.And;
    List<Criteria> parts =
        criteria instanceof Criteria.And and ? and.parts() : ((Criteria.Or) criteria).parts();
    return new Junction(
        all, parts.stream().map(part -> of(part, comparisonOfNumber)).toArray(Expression[]::new));
  }

  /** One comparison. */
  record Single(int comparison) implements Expression {
    @Override
    public boolean holds(BitSet held) {
      return held.get(comparison);
    }

    @Override
    public void support(BitSet held, IntConsumer to) {
      to.accept(comparison);
    }
  }

  /** A negation. */
  record Negation(Expression part) implements Expression {
    @Override
    public boolean holds(BitSet held) {
      return !part.holds(held);
    }

    @Override
    public void support(BitSet held, IntConsumer to) {
      part.support(held, to);
    }
  }

  /** All or any of several. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and iterated without an iterator.
  record Junction(boolean all, Expression[] parts) implements Expression {
    @Override
    public boolean holds(BitSet held) {
      for (Expression part : parts) {
        if (part.holds(held) != all) {
          return !all;
        }
      }
      return all;
    }

    @Override
    public void support(BitSet held, IntConsumer to) {
      boolean value = holds(held);
      for (Expression part : parts) {
        if (part.holds(held) == value) {
          part.support(held, to);
        }
      }
    }
  }
}
