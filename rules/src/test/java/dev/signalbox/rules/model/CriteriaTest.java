package dev.signalbox.rules.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.rules.model.Criteria.And;
import dev.signalbox.rules.model.Criteria.Not;
import dev.signalbox.rules.model.Criteria.Or;
import dev.signalbox.rules.model.Criteria.Term;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RUL-2's criteria. */
class CriteriaTest {
  @Test
  void theVendorsExamples() {
    assertEquals(
        new Or(List.of(new And(List.of(new Term(1), new Term(2))), new Term(3))),
        Criteria.parse("((1 AND 2) OR 3)"));
    assertEquals(new Or(List.of(new Term(1), new Term(2))), Criteria.parse("1 OR 2"));
  }

  @Test
  void notBindsTighterThanAndAndThatTighterThanOr() {
    assertEquals(
        new Or(List.of(new Term(1), new And(List.of(new Not(new Term(2)), new Term(3))))),
        Criteria.parse("1 or not 2 And 3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", " 7 ", "(7)", "((7))\n", "NOT NOT 7", "not(not(7))"})
  void manyWaysToSayOneCondition(String text) {
    assertEquals(List.of(7), List.copyOf(Criteria.parse(text).numbers()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|have ended where a condition's number",
        "1 AND|have ended where a condition's number",
        "1 2|\"2\" at character 3 where AND, OR or the end belongs",
        "(1 OR 2|have ended where a closing parenthesis",
        "1)|\")\" at character 2",
        "AND 1|\"AND\" at character 1",
        "1 XOR 2|\"XOR\" at character 3",
        "0|counts from 1",
        "1234567890|counts from 1",
        "1 && 2|\"&\" at character 3",
        "-1|\"-\" at character 1",
        "\u0661|at character 1"
      })
  void whatIsNoCriteriaIsRefusedWithThePlace(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Criteria.parse(text));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "NOT "})
  void nestingIsBounded(String opening) {
    String closing = opening.equals("(") ? ")" : "";
    int most = Criteria.MAX_DEPTH;
    Criteria.parse(opening.repeat(most) + "1" + closing.repeat(most));
    assertThrows(
        IllegalArgumentException.class,
        () -> Criteria.parse(opening.repeat(100_000) + "1" + closing.repeat(100_000)));
  }
}
