package dev.signalbox.rules;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One of a rule's conditions, a {@code subrule} of its metadata (RUL-2).
 *
 * @param order its place, from 0; criteria call it by {@code order + 1}
 * @param type what it looks at
 * @param operator how it compares
 * @param operandValue what it compares with; for {@code In} several, separated by commas. Case
 *     matters
 */
public record Condition(int order, ConditionType type, Operator operator, String operandValue) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

  /**
   * Checks that the operand can be compared.
   *
   * @param order see the component
   * @param type see the component
   * @param operator see the component
   * @param operandValue see the component
   * @throws IllegalArgumentException for an order below 0, a blank operand, and one that is no
   *     number where numbers are compared: with a sentiment, and by {@code LessThan} and {@code
   *     GreaterThan}
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
    if (numeric && type.canHold()) {
      for (String operand : operands(operator, operandValue)) {
        if (!isNumber(operand)) {
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
   * What is compared with.
   *
   * @return for {@code In} the operand's parts without the white space around them, otherwise the
   *     operand as it is; at least one
   */
  public List<String> operands() {
    return operands(operator, operandValue);
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** The operands as numbers, for a condition that compares numbers. */
  List<BigDecimal> numbers() {
    return operands().stream().map(BigDecimal::new).toList();
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
