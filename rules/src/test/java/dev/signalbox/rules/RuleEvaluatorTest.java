package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.Signal;
import dev.signalbox.rules.model.SignalFiredRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RUL-2, RUL-3, and what is remembered. */
class RuleEvaluatorTest {
  private static final Rule BOTH =
      Rules.rule("Both", "", Rules.category(0, "refund"), Rules.category(1, "escalate"));

  private static final class SettableClock extends Clock {
    Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void firesWithTheEventThatCompletesIt() {
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(BOTH));
    assertEquals(
        List.of(),
        evaluator.evaluate(Rules.batch("call", 0, Rules.seen("refund"), Rules.seen("other"))));
    DeliveredBatch second =
        Rules.batch("call", 1, Rules.seen("x"), Rules.seen("escalate"), Rules.seen("refund"));
    List<SignalFiredRule> fired = evaluator.evaluate(second);
    assertEquals(
        List.of(
            new SignalFiredRule(
                BOTH,
                second,
                1,
                List.of(
                    new Signal(0, 0, Rules.seen("refund")),
                    new Signal(1, 1, Rules.seen("escalate"))))),
        fired);
    assertEquals(
        List.of(), evaluator.evaluate(Rules.batch("call", 2, Rules.seen("escalate"))), "only once");
  }

  @Test
  void aSentimentFiresEachTimeItTurns() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(
            List.of(Rules.rule("Angry", "", Rules.customer(0, Operator.LESS_THAN, "-50"))));
    List<Integer> at =
        evaluator
            .evaluate(
                Rules.batch(
                    "call",
                    0,
                    Rules.customerIs("-50"),
                    Rules.customerIs("-50.01"),
                    Rules.customerIs("-80"),
                    Rules.customerIs("0"),
                    Rules.customerIs("-51")))
            .stream()
            .map(SignalFiredRule::index)
            .toList();
    assertEquals(List.of(1, 4), at);
  }

  @Test
  void conversationsAndServicesAreApart() {
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(BOTH));
    evaluator.evaluate(Rules.batch("one", 0, Rules.seen("refund")));
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("two", 0, Rules.seen("escalate"))));
    List<ConversationEvent> escalate = List.of(Rules.seen("escalate"));
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("one", 1, "Other", escalate)));
    assertEquals(
        List.of("Both"),
        Rules.names(
            evaluator.evaluate(Rules.batch("one", 2, "AMAZONconnectContactLens", escalate))));
  }

  @Test
  void aRuleThatIsNotActiveIsNotEvaluated() {
    Rule inactive =
        new Rule(
            "Off",
            "Off",
            Rules.SERVICE,
            false,
            BOTH.action(),
            BOTH.channel(),
            List.of(Rules.category(0, "refund")),
            BOTH.criteria());
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(inactive));
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("c", 0, Rules.seen("refund"))));
    assertEquals(List.of(inactive), evaluator.rules());
    assertEquals(0, evaluator.remembered());
  }

  @Test
  void criteriaThatNeedNothingFireWithTheFirstEvent() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(List.of(Rules.rule("Not", "NOT 1", Rules.category(0, "hello"))));
    List<SignalFiredRule> fired = evaluator.evaluate(Rules.batch("c", 0, Rules.seen("x")));
    assertEquals(List.of("Not"), Rules.names(fired));
    assertEquals(List.of(), fired.get(0).signals());
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("d", 0, Rules.seen("hello"))));
  }

  @Test
  void whatASentimentWasIsASignalOfItsNegation() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(
            List.of(
                Rules.rule(
                    "Calm",
                    "1 AND NOT 2",
                    Rules.category(0, "refund"),
                    Rules.customer(1, Operator.LESS_THAN, "0"))));
    List<SignalFiredRule> fired =
        evaluator.evaluate(Rules.batch("c", 0, Rules.customerIs("5"), Rules.seen("refund")));
    assertEquals(
        List.of(new Signal(0, 0, Rules.customerIs("5")), new Signal(0, 1, Rules.seen("refund"))),
        fired.get(0).signals());
  }

  /** A transport with at-least-once delivery may bring a batch twice. */
  @Test
  void aBatchThatComesAgainChangesNothing() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(
            List.of(Rules.rule("Angry", "", Rules.customer(0, Operator.LESS_THAN, "0"))));
    DeliveredBatch angry = Rules.batch("c", 7, Rules.customerIs("-1"));
    assertEquals(List.of("Angry"), Rules.names(evaluator.evaluate(angry)));
    evaluator.evaluate(Rules.batch("c", 9, Rules.customerIs("1")));
    assertEquals(List.of(), evaluator.evaluate(angry));
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("c", 9, Rules.customerIs("-1"))));
  }

  @Test
  void aConversationThatStartsOverIsForgotten() {
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(BOTH));
    evaluator.evaluate(Rules.batch("c", 0, Rules.seen("refund")));
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("c", 0, Rules.seen("escalate"))));
    assertEquals(
        List.of("Both"),
        Rules.names(evaluator.evaluate(Rules.batch("c", 1, Rules.seen("refund")))));
  }

  @Test
  void conversationsExpireAndAreBounded() {
    SettableClock clock = new SettableClock();
    RuleEvaluator evaluator =
        RuleEvaluator.builder(List.of(BOTH))
            .clock(clock)
            .timeToLive(Duration.ofMinutes(10))
            .maxConversations(100)
            .build();
    evaluator.evaluate(Rules.batch("c", 0, Rules.seen("refund")));
    clock.now = clock.now.plus(Duration.ofMinutes(9));
    evaluator.evaluate(Rules.batch("c", 1, Rules.seen("x")));
    clock.now = clock.now.plus(Duration.ofMinutes(11));
    assertEquals(0, evaluator.remembered());
    assertEquals(List.of(), evaluator.evaluate(Rules.batch("c", 2, Rules.seen("escalate"))));
    for (int i = 0; i < 1000; i++) {
      evaluator.evaluate(Rules.batch("call " + i, 0, Rules.seen("refund")));
    }
    assertTrue(evaluator.remembered() <= 100);
  }

  @Test
  void newRulesKnowWhatFormerOnesLookedFor() {
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(BOTH));
    evaluator.evaluate(Rules.batch("c", 0, Rules.seen("refund"), Rules.seen("hello")));
    Rule refund = Rules.rule("Refund", "", Rules.category(0, "refund"));
    Rule hello = Rules.rule("Hello", "", Rules.category(0, "hello"));
    evaluator.rules(List.of(hello, refund));
    assertEquals(
        List.of("Refund"), Rules.names(evaluator.evaluate(Rules.batch("c", 1, Rules.seen("x")))));
    evaluator.rules(List.of(refund, BOTH));
    assertEquals(
        List.of("Both"),
        Rules.names(evaluator.evaluate(Rules.batch("c", 2, Rules.seen("escalate")))));
  }

  @Test
  void ofALongNameTheBeginningIsRemembered() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(
            List.of(
                Rules.rule(
                    "Any",
                    "",
                    new Condition(0, ConditionType.CATEGORY, Operator.NOT_EQUALS, "x"))));
    String name = "a".repeat(Signal.MAX_NAME - 1) + "\uD83D\uDE00" + "b".repeat(100_000);
    DeliveredBatch batch = Rules.batch("c", 0, CategoryEvent.of(name, 1));
    SignalFiredRule fired = evaluator.evaluate(batch).get(0);
    assertEquals("a".repeat(Signal.MAX_NAME - 1) + "…", fired.signals().get(0).event().value());
    assertEquals(name, fired.event().value());
  }

  @Test
  void operandsMayBeAnyNumber() {
    List<Rule> rules = new ArrayList<>();
    for (String operand : List.of("-99999999999999999999", "99999999999999999999", "-0.001")) {
      rules.add(Rules.rule("> " + operand, "", Rules.customer(0, Operator.GREATER_THAN, operand)));
      rules.add(Rules.rule("< " + operand, "", Rules.customer(0, Operator.LESS_THAN, operand)));
      rules.add(Rules.rule("= " + operand, "", Rules.customer(0, Operator.EQUALS, operand)));
    }
    assertEquals(
        List.of("> -99999999999999999999", "< 99999999999999999999", "> -0.001"),
        Rules.names(RuleEvaluator.of(rules).evaluate(Rules.batch("c", 0, Rules.customerIs("0")))));
  }
}
