package dev.signalbox.core;

import dev.signalbox.core.internal.text.Decimals;
import dev.signalbox.core.internal.text.Text;
import java.math.BigDecimal;
import java.util.List;

/**
 * How confident the intelligence source is of a signal: 0 to 1000 (EVT-6). A request gives it as a
 * JSON number or as a string, and it is delivered as it came, to the letter.
 *
 * @param literal the number or the string's content as it came
 * @param number whether it came as a JSON number
 */
public record Score(String literal, boolean number) {
  /**
   * Checks the literal: a JSON number of at most 1,000 digits, or a decimal {@code
   * -?digits(.digits)?} of at most 32 characters.
   *
   * @param literal the number or the string's content as it came
   * @param number whether it came as a JSON number
   * @throws ContractViolationException with EVT-6
   */
  public Score {
    boolean valid =
        number ? Decimals.isJsonNumber(literal) && Decimals.isScore(literal) : isScore(literal);
    if (!valid) {
      throw new ContractViolationException(
          List.of(
              new Violation(
                  Clause.EVT_6,
                  "",
                  "A score is a number from 0 to 1000: " + Text.quote(literal) + " is not one.")));
    }
  }

  /**
   * A score given as a number.
   *
   * @param value 0 to 1000
   * @return the score
   * @throws ContractViolationException with EVT-6
   */
  public static Score of(long value) {
    return new Score(Long.toString(value), true);
  }

  /**
   * A score given as a string.
   *
   * @param decimal a decimal from 0 to 1000, at most 32 characters
   * @return the score
   * @throws ContractViolationException with EVT-6
   */
  public static Score of(String decimal) {
    return new Score(decimal, false);
  }

  /**
   * Whether a string can be a score.
   *
   * @param text any text
   * @return whether {@link #of(String)} takes it
   */
  public static boolean isScore(String text) {
    return Decimals.isDecimal(text) && Decimals.isScore(text);
  }

  /**
   * The score as a decimal {@code -?digits(.digits)?} of at most 32 characters, which both forms of
   * the contract can carry as text. Digits that don't fit are cut off; a minus stands only before a
   * zero that was sent that way.
   *
   * @return the number in plain notation
   */
  public String decimal() {
    return number ? Decimals.toDecimal(literal) : literal;
  }

  /**
   * The score's number.
   *
   * @return 0 to 1000
   */
  public BigDecimal value() {
    return new BigDecimal(decimal());
  }
}
