package dev.signalbox.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A condition without its place in a rule: conditions of several rules that say the same are one
 * atom and are evaluated once.
 *
 * @param type what it looks at
 * @param operator how it compares
 * @param operands what it compares with
 */
record Atom(ConditionType type, Operator operator, List<String> operands) {
  static Atom of(Condition condition) {
    return new Atom(condition.type(), condition.operator(), condition.operands());
  }

  /** A comparison with numbers; sentiments, which have two decimals, are compared in hundredths. */
  static final class Numeric {
    /** Beyond every sentiment, and within a long. */
    private static final BigDecimal FAR = BigDecimal.valueOf(1_000_000);

    private final Operator operator;
    private final List<BigDecimal> operands;

    /** For the orders, the last integer that the comparison leaves out. */
    private final long bound;

    private final long[] exact;

    Numeric(Atom atom) {
      operator = atom.operator();
      operands = atom.operands().stream().map(BigDecimal::new).toList();
      List<BigDecimal> hundredths =
          operands.stream()
              .map(operand -> operand.min(FAR).max(FAR.negate()).movePointRight(2))
              .toList();
      bound =
          hundredths
              .get(0)
              .setScale(
                  0, operator == Operator.LESS_THAN ? RoundingMode.CEILING : RoundingMode.FLOOR)
              .longValueExact();
      exact =
          hundredths.stream()
              .filter(operand -> operand.stripTrailingZeros().scale() <= 0)
              .mapToLong(BigDecimal::longValueExact)
              .toArray();
    }

    /** For the orders: the first number of hundredths on the upper side. */
    long threshold() {
      return operator == Operator.LESS_THAN ? bound : bound + 1;
    }

    boolean holds(int hundredths) {
      return switch (operator) {
        case LESS_THAN -> hundredths < bound;
        case GREATER_THAN -> hundredths > bound;
        case EQUALS, IN -> isExactly(hundredths);
        case NOT_EQUALS -> !isExactly(hundredths);
      };
    }

    /** For the names of categories that are numbers. */
    boolean holds(BigDecimal number) {
      int compared = number.compareTo(operands.get(0));
      return operator == Operator.LESS_THAN ? compared < 0 : compared > 0;
    }

    private boolean isExactly(long hundredths) {
      for (long operand : exact) {
        if (operand == hundredths) {
          return true;
        }
      }
      return false;
    }
  }
}
