package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.rules.internal.RuleNumbers;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.Signal;
import dev.signalbox.rules.model.SignalFiredRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The evaluator against a naive one. */
class RuleEvaluatorPropertyTest {
  private static final List<String> NAMES = List.of("A", "B", "C", "5", "-1.5", "a");
  private static final List<String> NUMBERS =
      List.of(
          "0", "-1", "1", "0.5", "-0.5", "0.505", "-0.50", "1000", "99999999999999999999", "-1e9");
  private static final List<String> SERVICES = List.of("One", "ONE", "Two");

  private static Arbitrary<Condition> condition(int order) {
    Arbitrary<String> names = Arbitraries.of(NAMES);
    Arbitrary<String> numbers = Arbitraries.of(NUMBERS).filter(RuleNumbers::isNumber);
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(ConditionType.CATEGORY)),
                Tuple.of(4, Arbitraries.of(ConditionType.class))),
            Arbitraries.of(Operator.class))
        .flatAs(
            (type, operator) -> {
              boolean order1 = operator == Operator.LESS_THAN || operator == Operator.GREATER_THAN;
              Arbitrary<String> one = type.isSentiment() || order1 ? numbers : names;
              Arbitrary<String> operand =
                  operator == Operator.IN
                      ? one.list().ofMinSize(1).ofMaxSize(3).map(list -> String.join(" ,", list))
                      : one;
              return operand.map(text -> new Condition(order, type, operator, text));
            });
  }

  private static Arbitrary<Criteria> criteria(int conditions, int depth) {
    Arbitrary<Criteria> term =
        Arbitraries.integers().between(1, conditions).map(Criteria.Term::new);
    if (depth == 0) {
      return term;
    }
    Arbitrary<Criteria> part = Arbitraries.lazy(() -> criteria(conditions, depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(2, term),
        Tuple.of(1, part.map(Criteria.Not::new)),
        Tuple.of(2, part.list().ofMinSize(2).ofMaxSize(3).map(Criteria.And::new)),
        Tuple.of(2, part.list().ofMinSize(2).ofMaxSize(3).map(Criteria.Or::new)));
  }

  private static Arbitrary<Rule> rule() {
    return Arbitraries.integers()
        .between(1, 4)
        .flatMap(
            size -> {
              List<Arbitrary<Condition>> each = new ArrayList<>();
              for (int i = 0; i < size; i++) {
                each.add(condition(i));
              }
              return Combinators.combine(
                      Arbitraries.of(SERVICES),
                      Arbitraries.frequencyOf(
                          Tuple.of(9, Arbitraries.just(true)),
                          Tuple.of(1, Arbitraries.just(false))),
                      Combinators.combine(each).as(conditions -> conditions),
                      criteria(size, 3).optional(0.8))
                  .as(
                      (service, active, conditions, criteria) ->
                          new Rule(
                              "R",
                              "R",
                              service,
                              active,
                              RuleAction.of(ActionType.LAUNCH_NBA),
                              Rule.Channel.NONE,
                              conditions,
                              criteria));
            });
  }

  @Provide
  Arbitrary<List<Rule>> rules() {
    return rule()
        .list()
        .ofMaxSize(70)
        .map(
            rules -> {
              List<Rule> named = new ArrayList<>();
              for (Rule rule : rules) {
                named.add(
                    new Rule(
                        "R" + named.size(),
                        rule.ruleName(),
                        rule.service(),
                        rule.active(),
                        rule.action(),
                        rule.channel(),
                        rule.conditions(),
                        rule.criteria()));
              }
              return named;
            });
  }

  private static Arbitrary<ConversationEvent> event() {
    return Arbitraries.oneOf(
        Arbitraries.of(NAMES).map(name -> (ConversationEvent) CategoryEvent.of(name, 1)),
        Combinators.combine(
                Arbitraries.of("0", "-1", "1", "0.5", "-0.5", "0.51", "0.50", "1000", "-1000"),
                Arbitraries.of(Participant.class))
            .as((value, who) -> SentimentEvent.of(value, 1, who)));
  }

  @Provide
  Arbitrary<List<DeliveredBatch>> batches() {
    return Combinators.combine(
            Arbitraries.of("call 1", "call 2"),
            Arbitraries.of("one", "Two", "Three"),
            event().list().ofMinSize(1).ofMaxSize(4))
        .as((call, service, events) -> Rules.batch(call, 0, service, events))
        .list()
        .ofMaxSize(15)
        .map(
            batches -> {
              Map<Object, Long> sequences = new HashMap<>();
              return batches.stream()
                  .map(
                      batch ->
                          Rules.batch(
                              batch.vendorCallKey().value(),
                              sequences.merge(batch.conversation(), 1L, Long::sum) - 1,
                              batch.batch().service(),
                              batch.batch().events()))
                  .toList();
            });
  }

  private static List<String> what(List<SignalFiredRule> fired) {
    return fired.stream().map(one -> one.rule().developerName() + "@" + one.index()).toList();
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void firesAsTheNaiveOne(
      @ForAll("rules") List<Rule> rules, @ForAll("batches") List<DeliveredBatch> batches) {
    RuleEvaluator evaluator = RuleEvaluator.of(rules);
    NaiveEvaluator naive = new NaiveEvaluator(rules);
    for (DeliveredBatch batch : batches) {
      assertEquals(naive.evaluate(batch), what(evaluator.evaluate(batch)));
    }
  }

  /** Loading the same rules again, in another order and with others among them, changes nothing. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void unchangedRulesKeepTheirState(
      @ForAll("rules") List<Rule> rules,
      @ForAll("batches") List<DeliveredBatch> batches,
      @ForAll("rules") List<Rule> others) {
    RuleEvaluator evaluator = RuleEvaluator.of(rules);
    NaiveEvaluator naive = new NaiveEvaluator(rules);
    List<Rule> more = new ArrayList<>();
    for (Rule other : others) {
      more.add(
          new Rule(
              "other " + other.developerName(),
              "",
              other.service(),
              true,
              other.action(),
              other.channel(),
              other.conditions(),
              other.criteria()));
    }
    boolean withOthers = false;
    for (DeliveredBatch batch : batches) {
      assertEquals(
          naive.evaluate(batch),
          what(
              evaluator.evaluate(batch).stream()
                  .filter(fired -> fired.rule().developerName().startsWith("R"))
                  .toList()));
      withOthers = !withOthers;
      List<Rule> next = new ArrayList<>(withOthers ? more : List.of());
      next.addAll(rules);
      evaluator.rules(next);
    }
  }

  /** Criteria hold for the signals alone that a fired rule names, wherever they need signals. */
  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void theSignalsAreEnough(
      @ForAll("rules") List<Rule> rules, @ForAll("batches") List<DeliveredBatch> batches) {
    RuleEvaluator evaluator = RuleEvaluator.of(rules);
    for (DeliveredBatch batch : batches) {
      for (SignalFiredRule fired : evaluator.evaluate(batch)) {
        List<ConversationEvent> events =
            new ArrayList<>(fired.signals().stream().map(Signal::event).toList());
        if (events.isEmpty()) {
          // True because nothing was seen: any event does that meets no condition.
          events.add(CategoryEvent.of("none of the names", 1));
          if (fired.rule().conditions().stream()
              .anyMatch(condition -> condition.operator() == Operator.NOT_EQUALS)) {
            continue;
          }
        }
        Rule alone =
            new Rule(
                "alone",
                "",
                "x",
                true,
                fired.rule().action(),
                Rule.Channel.NONE,
                fired.rule().conditions(),
                Optional.of(fired.rule().effectiveCriteria()));
        assertEquals(
            List.of("alone"),
            RuleEvaluator.of(List.of(alone)).evaluate(Rules.batch("call", 0, "x", events)).stream()
                .map(one -> one.rule().developerName())
                .distinct()
                .toList());
      }
    }
  }
}
