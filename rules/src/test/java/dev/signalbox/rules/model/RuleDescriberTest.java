package dev.signalbox.rules.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.rules.Rules;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleDescriberTest {
  /** Conditions 1 to 4 are categories, 5 and 6 sentiments, 7 a list, 8 a keyword, 9 another. */
  private static Rule rule(String criteria) {
    return Rules.rule(
        "R",
        criteria,
        Rules.category(0, "CustomerAngry"),
        Rules.category(1, "refund"),
        Rules.category(2, "escalate"),
        Rules.category(3, "a \"long\" name"),
        Rules.customer(4, Operator.LESS_THAN, "-50"),
        new Condition(5, ConditionType.AGENT_SENTIMENT, Operator.EQUALS, "0"),
        new Condition(6, ConditionType.CATEGORY, Operator.IN, "fraud, flagged"),
        new Condition(7, ConditionType.KEYWORD, Operator.EQUALS, "help"),
        new Condition(8, ConditionType.CATEGORY, Operator.NOT_EQUALS, "Greeting"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 OR (2 AND 3)|When CustomerAngry, or refund and escalate, are seen in a call",
        "1|When CustomerAngry is seen in a call",
        "1 OR 2|When CustomerAngry or refund is seen in a call",
        "1 AND 2 AND 3|When CustomerAngry, refund and escalate are seen in a call",
        "1 AND (2 OR 3)|When CustomerAngry, and either refund or escalate, are seen in a call",
        "7|When fraud or flagged is seen in a call",
        "1 AND 7|When CustomerAngry, and either fraud or flagged, are seen in a call",
        "4|When \"a \"long\" name\" is seen in a call",
        "9|When a signal other than Greeting is seen in a call",
        "NOT 9|When, in a call, nothing but Greeting is seen",
        "5|When, in a call, the customer's sentiment is below -50",
        "1 AND 5|When, in a call, CustomerAngry is seen and the customer's sentiment is below -50",
        "6 AND NOT 5|When, in a call, the agent's sentiment is exactly 0 and the customer's"
            + " sentiment is not below -50",
        "NOT (1 OR 2)|When, in a call, CustomerAngry is not seen and refund is not seen",
        "1 AND NOT (2 AND 3)|When, in a call, CustomerAngry is seen, and either refund is not seen"
            + " or escalate is not seen",
        "1 OR (2 AND (3 OR 5))|When, in a call, CustomerAngry is seen, or (refund is seen, and"
            + " either escalate is seen or the customer's sentiment is below -50)",
        "8|When, in a call, the keyword help is met (never met here)"
      })
  void criteriaInWords(String criteria, String sentence) {
    assertEquals(sentence + ": alert the supervisor", rule(criteria).sentence());
  }

  @Test
  void actionsInWords() {
    assertEquals("launch the flow EmailAlert", action(ActionType.LAUNCH_FLOW, "EmailAlert"));
    assertEquals("recommend the next best action", action(ActionType.LAUNCH_NBA, ""));
    assertEquals(
        "alert the supervisor and the agent", action(ActionType.ALERT_SUPERVISOR_AND_AGENT, ""));
  }

  private static String action(ActionType type, String value) {
    String sentence =
        Rule.builder("R", "S", new RuleAction(type, Optional.of(value).filter(v -> !v.isEmpty())))
            .condition(Rules.category(0, "X"))
            .build()
            .sentence();
    return sentence.substring("When X is seen in a call: ".length());
  }
}
