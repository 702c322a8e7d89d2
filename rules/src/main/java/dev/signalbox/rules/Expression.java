package dev.signalbox.rules;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Criteria over atoms, for evaluation. */
sealed interface Expression {
  /** Whether they are true. */
  boolean holds(long[] atoms);

  /**
   * Names the atoms that make this what it is: for a true one those without which it would not be,
   * as far as they hold; for a false one those that keep it false.
   */
  void support(long[] atoms, IntConsumer atom);

  static Expression of(Criteria criteria, Map<Integer, Integer> atomOfNumber) {
    if (criteria instanceof Criteria.Term term) {
      Integer atom = atomOfNumber.get(term.number());
      if (atom == null) {
        throw new IllegalStateException("no condition " + term.number());
      }
      return new One(atom);
    }
    if (criteria instanceof Criteria.Not not) {
      return new None(of(not.part(), atomOfNumber));
    }
    boolean all = criteria instanceof Criteria.And;
    List<Criteria> parts =
        criteria instanceof Criteria.And and ? and.parts() : ((Criteria.Or) criteria).parts();
    return new Many(
        all, parts.stream().map(part -> of(part, atomOfNumber)).toArray(Expression[]::new));
  }

  /** One atom. */
  record One(int atom) implements Expression {
    @Override
    public boolean holds(long[] atoms) {
      return Bits.has(atoms, atom);
    }

    @Override
    public void support(long[] atoms, IntConsumer to) {
      to.accept(atom);
    }
  }

  /** A negation. */
  record None(Expression part) implements Expression {
    @Override
    public boolean holds(long[] atoms) {
      return !part.holds(atoms);
    }

    @Override
    public void support(long[] atoms, IntConsumer to) {
      part.support(atoms, to);
    }
  }

  /** All or any of several. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and iterated without an iterator.
  record Many(boolean all, Expression[] parts) implements Expression {
    @Override
    public boolean holds(long[] atoms) {
      for (Expression part : parts) {
        if (part.holds(atoms) != all) {
          return !all;
        }
      }
      return all;
    }

    @Override
    public void support(long[] atoms, IntConsumer to) {
      boolean value = holds(atoms);
      for (Expression part : parts) {
        if (part.holds(atoms) == value) {
          part.support(atoms, to);
        }
      }
    }
  }
}
