package dev.signalbox.rules.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.spi.ActionHandlerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values as they stand in a line of a log. */
class ReadableValuesTest {
  private static final Rule RULE =
      Rules.rule("Angry", "1 AND 2", Rules.category(0, "refund"), Rules.category(1, "escalate"));

  @Test
  void eachIsOneShortLine() {
    assertEquals(
        "Angry (AmazonConnectContactLens): When refund and escalate are seen in a call: alert the"
            + " supervisor",
        RULE.toString());
    assertEquals("1: Category Equals refund", RULE.conditions().get(0).toString());
    assertEquals("any channel", RULE.channel().toString());
    assertEquals(
        "LaunchFlow EmailAlert", RuleAction.of(ActionType.LAUNCH_FLOW, "EmailAlert").toString());
    SignalFiredRule fired =
        RuleEvaluator.of(List.of(RULE))
            .evaluate(Rules.batch("call-1", 3, Rules.seen("refund"), Rules.seen("escalate")))
            .get(0);
    assertEquals("Angry fired in call-1 at batch 3, event 1", fired.toString());
    assertEquals("refund (batch 3, event 0)", fired.signals().get(0).toString());
    assertEquals(
        "1 rule, 2 errors, 0 warnings",
        new RuleReading(
                List.of(RULE),
                List.of(
                    new RuleFinding(Path.of("a"), 1, "x"), new RuleFinding(Path.of("b"), 1, "x")),
                List.of())
            .toString());
  }

  @Test
  void optionsDoNotShowTheirValues() {
    assertFalse(new ActionHandlerConfig(Map.of("key", "s3cret")).toString().contains("s3cret"));
  }

  @Test
  void whatABuilderIsNotGiven() {
    Rule rule =
        Rule.builder("R", "S", RuleAction.of(ActionType.ALERT_SUPERVISOR))
            .condition(Rules.category(0, "x"))
            .build();
    assertEquals("R", rule.ruleName());
    assertEquals(Rule.Channel.NONE, rule.channel());
    assertEquals(new Criteria.And(List.of(new Criteria.Term(1))), rule.effectiveCriteria());
  }
}
