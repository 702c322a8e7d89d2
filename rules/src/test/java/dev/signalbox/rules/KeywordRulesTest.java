package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.Participant;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.KeywordFiredRule;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.Utterance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RUL-2: rules of the service KeywordMatch look at the words of a transcript. */
class KeywordRulesTest {
  private static final ConversationId CALL =
      new ConversationId(
          CallCenterId.of("00D000000000000EAA", "Center"), new VendorCallKey("call-1"));

  private int messages;

  private Utterance said(Participant speaker, String text) {
    return new Utterance(
        CALL,
        CALL.firstKey(),
        "m-" + messages++,
        speaker,
        text,
        Instant.ofEpochMilli(1_763_885_279_123L));
  }

  private static Rule.Builder rule(String name, Condition... conditions) {
    return Rule.builder(
            name, "KeywordMatch", new RuleAction(ActionType.LAUNCH_NBA, Optional.empty()))
        .conditions(List.of(conditions));
  }

  private static Condition keyword(int order, Operator operator, String operand) {
    return new Condition(order, ConditionType.KEYWORD, operator, operand);
  }

  private static Condition keyword(int order, String operand) {
    return keyword(order, Operator.EQUALS, operand);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cancel your service | Are you sure you want to cancel your service? | true",
        "Cancel your service | If you cancel the service, this takes effect now. | false",
        "cancel  your service| CANCEL YOUR\tSERVICE | true",
        "fraud | That is fraudulent. | false",
        "fraud | fraud | true",
        "fraud | It's \"fraud\"! | true",
        "fraud | defraud, then fraud. | true",
        "C++ | We write C++. | true",
        "straße | STRASSE | false",
        "café | CAFE\u0301 it is | true",
        "不満 | とても不満 です | false",
      })
  void aKeywordIsAWordOrWordsInTheirOrder(String keyword, String text, boolean met) {
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(rule("R", keyword(0, keyword)).build()));
    assertEquals(met, !evaluator.evaluate(said(Participant.CUSTOMER, text)).isEmpty());
  }

  @Test
  void aRuleFiresOnceAndNamesTheKeywordsThatWereSaid() {
    Rule both =
        rule("Both", keyword(0, "fraud"), keyword(1, Operator.IN, "card, account"))
            .criteria(Criteria.parse("1 AND 2"))
            .build();
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(both));
    assertTrue(evaluator.evaluate(said(Participant.CUSTOMER, "My account!")).isEmpty());
    KeywordFiredRule fired = evaluator.evaluate(said(Participant.AGENT, "Fraud, you say?")).get(0);
    assertEquals(List.of("account", "fraud"), fired.keywords());
    assertEquals("Both fired in call-1 at message m-1", fired.toString());
    assertTrue(fired.toJson().contains("\"keywords\":[\"account\",\"fraud\"]"), fired.toJson());
    assertTrue(evaluator.evaluate(said(Participant.CUSTOMER, "fraud card")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "Agent, AGENT, true", "Agent, CUSTOMER, false", "Customer, CUSTOMER, true",
    "Customer, AGENT, false", "AgentOrCustomer, AGENT, true", "AgentOrCustomer, CUSTOMER, true",
    ", CUSTOMER, true",
  })
  void theRoleSaysWhoseWords(String role, Participant speaker, boolean met) {
    Rule.Builder rule = rule("R", keyword(0, "help"));
    Optional.ofNullable(role).ifPresent(rule::participantRole);
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(rule.build()));
    assertEquals(met, !evaluator.evaluate(said(speaker, "help")).isEmpty());
  }

  @Test
  void notEqualsIsMetByAMessageWithoutTheKeyword() {
    RuleEvaluator evaluator =
        RuleEvaluator.of(List.of(rule("R", keyword(0, Operator.NOT_EQUALS, "hello")).build()));
    assertTrue(evaluator.evaluate(said(Participant.AGENT, "Hello, hello")).isEmpty());
    assertEquals(1, evaluator.evaluate(said(Participant.AGENT, "Goodbye")).size());
  }

  /** What was said is kept for rules that have not changed. */
  @Test
  void replacedRules() {
    Rule kept = rule("Kept", keyword(0, "one"), keyword(1, "two")).build();
    Rule fires = rule("Fires", keyword(0, "one")).build();
    RuleEvaluator evaluator =
        RuleEvaluator.of(List.of(rule("Gone", keyword(0, "x")).build(), kept, fires));
    assertEquals(1, evaluator.evaluate(said(Participant.AGENT, "one")).size());
    evaluator.rules(List.of(fires, rule("New", keyword(0, "one")).build(), kept));
    List<String> names = new ArrayList<>();
    evaluator
        .evaluate(said(Participant.AGENT, "two"))
        .forEach(fired -> names.add(fired.rule().developerName()));
    assertEquals(List.of("Kept"), names);
  }

  /** Batches don't carry words, and words are no signals. */
  @Test
  void signalsAndWordsAreApart() {
    Rule words = rule("Words", keyword(0, "CustomerAngry")).build();
    Rule signals =
        Rule.builder(
                "Signals", Rules.SERVICE, new RuleAction(ActionType.LAUNCH_NBA, Optional.empty()))
            .condition(new Condition(0, ConditionType.CATEGORY, Operator.EQUALS, "CustomerAngry"))
            .build();
    RuleEvaluator evaluator = RuleEvaluator.of(List.of(words, signals));
    assertEquals(
        List.of("Signals"),
        Rules.names(evaluator.evaluate(Rules.batch("call-1", 0, Rules.seen("CustomerAngry")))));
    assertEquals(
        List.of("Words"),
        evaluator.evaluate(said(Participant.CUSTOMER, "CustomerAngry")).stream()
            .map(fired -> fired.rule().developerName())
            .toList());
  }
}
