package dev.signalbox.benchmarks;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.SignalFiredRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An event and 100 rules of three conditions each (RUL-2, RUL-3), with calls of 50 events in turn:
 * one thread, a batch of one event at each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RuleBenchmark {
  private static final int RULES = 100;
  private static final int EVENTS_PER_CALL = 50;
  private static final int BATCHES = 1 << 13;
  private static final Instant RECEIVED = Instant.ofEpochMilli(1_700_000_000_000L);

  /** How many calls are live. */
  @Param({"1000", "10000", "100000"})
  public int conversations = 1000;

  private final RuleEvaluator evaluator = RuleEvaluator.of(rules());
  private ConversationId[] calls = {};
  private EventBatch[] batches = {};
  private int call;
  private int sequence;

  /** Makes what comes: a third are categories, the others sentiments that move slowly. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    calls =
        IntStream.range(0, conversations)
            .mapToObj(i -> new ConversationId(Samples.CALL_CENTER, new VendorCallKey("call-" + i)))
            .toArray(ConversationId[]::new);
    batches = new EventBatch[BATCHES];
    int sentiment = 0;
    for (int i = 0; i < batches.length; i++) {
      sentiment = Math.max(-100, Math.min(100, sentiment + random.nextInt(21) - 10));
      ConversationEvent event =
          random.nextInt(3) == 0
              ? CategoryEvent.of("Signal" + random.nextInt(300), 1)
              : SentimentEvent.of(Integer.toString(sentiment), 1, Participant.CUSTOMER);
      batches[i] = EventBatch.of("AmazonConnectContactLens", event);
    }
  }

  /** One event of the next call. */
  @Benchmark
  public List<SignalFiredRule> evaluate() {
    if (++call == calls.length) {
      call = 0;
      sequence = (sequence + 1) % EVENTS_PER_CALL;
    }
    ConversationId id = calls[call];
    // Calls begin at different places of what comes.
    EventBatch batch = batches[(call * 31 + sequence) & (BATCHES - 1)];
    return evaluator.evaluate(
        new DeliveredBatch(id, id.firstKey(), Optional.empty(), batch, RECEIVED, sequence, false));
  }

  private static List<Rule> rules() {
    return IntStream.range(0, RULES).mapToObj(RuleBenchmark::rule).toList();
  }

  private static Rule rule(int i) {
    Rule.Builder rule =
        Rule.builder(
                "Rule" + i, "AmazonConnectContactLens", RuleAction.of(ActionType.ALERT_SUPERVISOR))
            .condition(category(0, "Signal" + i % 60))
            .condition(category(1, "Signal" + (i * 7 + 3) % 60))
            .condition(
                new Condition(
                    2,
                    ConditionType.CUSTOMER_SENTIMENT,
                    i % 2 == 0 ? Operator.LESS_THAN : Operator.GREATER_THAN,
                    Integer.toString(i - 50)));
    switch (i % 3) {
      case 0 -> rule.criteria(Criteria.parse("1 AND (2 OR 3)"));
      case 1 -> rule.criteria(Criteria.parse("1 OR (2 AND NOT 3)"));
      default -> {}
    }
    return rule.build();
  }

  private static Condition category(int order, String name) {
    return new Condition(order, ConditionType.CATEGORY, Operator.EQUALS, name);
  }
}
