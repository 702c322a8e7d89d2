package dev.signalbox.rules.internal.engine;

import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Operator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A condition without its place in a rule. Equal conditions of several rules are one comparison,
 * which is evaluated once.
 *
 * @param type what it looks at
 * @param operator how it compares
 * @param operands what it compares with
 */
record Comparison(ConditionType type, Operator operator, List<String> operands) {
  static Comparison of(Condition condition) {
    return new Comparison(condition.type(), condition.operator(), condition.operands());
  }

  /** A comparison of numbers. Sentiments have two decimals and are compared in hundredths. */
  static final class Numeric {
    /** Larger than every sentiment; its hundredths fit a long. */
    private static final BigDecimal LIMIT = BigDecimal.valueOf(1_000_000);

    private final Operator operator;
    private final List<BigDecimal> operands;

    /** For LessThan and GreaterThan: a sentiment holds when it is strictly beyond this. */
    private final long bound;

    private final long[] exact;

    Numeric(Comparison comparison) {
      operator = comparison.operator();
      operands = comparison.operands().stream().map(BigDecimal::new).toList();
      List<BigDecimal> hundredths =
          operands.stream()
              .map(operand -> operand.min(LIMIT).max(LIMIT.negate()).movePointRight(2))
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

    /** For LessThan and GreaterThan: the smallest number of hundredths above the boundary. */
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

    /** Compares the name of a category that is a number. */
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
