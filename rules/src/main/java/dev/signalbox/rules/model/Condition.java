package dev.signalbox.rules.model;

import dev.signalbox.rules.internal.RuleNumbers;
import java.util.Arrays;
import java.util.List;

/**
 * One of a rule's conditions, a {@code subrule} of its metadata (RUL-2).
 *
 * @param order its place, from 0; criteria refer to it by {@code order + 1}
 * @param type what it looks at
 * @param operator how it compares
 * @param operandValue what it compares with; for {@code In} several values, separated by commas.
 *     Case matters
 */
public record Condition(int order, ConditionType type, Operator operator, String operandValue) {
  /**
   * Checks that the operand can be compared.
   *
   * @param order its place, from 0
   * @param type what it looks at
   * @param operator how it compares
   * @param operandValue what it compares with
   * @throws IllegalArgumentException for an order below 0, a blank operand, and an operand that is
   *     not a number where numbers are compared: with a sentiment, and by {@code LessThan} and
   *     {@code GreaterThan}
   */
  public Condition {
    if (order < 0) {
      throw new IllegalArgumentException("the order " + order + " is negative: it counts from 0");
    }
    if (operands(operator, operandValue).isEmpty()) {
      throw new IllegalArgumentException("the operandValue has nothing to compare with");
    }
    boolean numeric =
        type.isSentiment() || operator == Operator.LESS_THAN || operator == Operator.GREATER_THAN;
    if (numeric && type != ConditionType.KEYWORD && type != ConditionType.INTENT) {
      for (String operand : operands(operator, operandValue)) {
        if (!RuleNumbers.isNumber(operand)) {
          throw new IllegalArgumentException(
              "the operandValue \""
                  + operand
                  + "\" is no number, which "
                  + type.wireName()
                  + " "
                  + operator.wireName()
                  + " needs");
        }
      }
    }
  }

  /**
   * The values to compare with.
   *
   * @return for {@code In} the operand's parts without the white space around them, otherwise the
   *     operand as it is; at least one
   */
  public List<String> operands() {
    return operands(operator, operandValue);
  }

  /**
   * The condition on one short line.
   *
   * @return such as {@code 1: Category Equals CustomerAngry}, with the number that criteria use
   */
  @Override
  public String toString() {
    return order + 1 + ": " + type.wireName() + " " + operator.wireName() + " " + operandValue;
  }

  private static List<String> operands(Operator operator, String operandValue) {
    if (operator != Operator.IN) {
      return operandValue.isBlank() ? List.of() : List.of(operandValue);
    }
    return Arrays.stream(operandValue.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .distinct()
        .toList();
  }
}
