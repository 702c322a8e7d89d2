package dev.signalbox.rules.internal.engine;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.rules.internal.RuleNumbers;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Signal;
import dev.signalbox.rules.model.SignalFiredRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a conversation for the rules of one service. Its size is bounded by the
 * number of their conditions. Not thread-safe.
 */
final class ServiceState {
  private static final Comparator<Signal> IN_ORDER =
      Comparator.comparingLong(Signal::sequence).thenComparingInt(Signal::index);

  private final ServiceRules rules;

  /** The comparisons that hold. */
  private final BitSet held;

  /** The rules whose criteria were true after the last event. */
  private final BitSet wereTrue;

  /** The rules to evaluate after this event. */
  private final BitSet touched;

  /**
   * The category comparisons that hold, in the order in which they were met, and by which signal.
   */
  private int[] met = new int[2];

  private Signal[] metBy = new Signal[2];
  private int metCount;

  private @Nullable Signal agentSentiment;
  private @Nullable Signal customerSentiment;

  ServiceState(ServiceRules rules) {
    this.rules = rules;
    held = new BitSet(rules.comparisonCount());
    wereTrue = new BitSet(rules.size());
    touched = new BitSet(rules.size());
    for (int rule : rules.trueFromTheStart()) {
      touched.set(rule);
    }
  }

  /**
   * The same conversation under other rules. What was seen is kept if the former rules looked for
   * it. A new or changed rule starts out false.
   */
  ServiceState(ServiceRules rules, ServiceState former) {
    this(rules);
    for (int i = 0; i < former.metCount; i++) {
      int comparison = rules.indexOf(former.rules.comparison(former.met[i]));
      if (comparison >= 0) {
        meet(comparison, former.metBy[i]);
      }
    }
    if (former.agentSentiment != null) {
      measure(true, former.agentSentiment);
    }
    if (former.customerSentiment != null) {
      measure(false, former.customerSentiment);
    }
    for (int rule = 0; rule < rules.size(); rule++) {
      int before = former.rules.indexOf(rules.rule(rule));
      if (before >= 0 && former.wereTrue.get(before)) {
        wereTrue.set(rule);
      }
      touched.set(rule);
    }
  }

  ServiceRules rules() {
    return rules;
  }

  /** Takes an event into account, and adds the rules that fire. */
  void see(DeliveredBatch batch, int index, List<SignalFiredRule> fired) {
    ConversationEvent event = batch.batch().events().get(index);
    if (event instanceof SentimentEvent sentiment) {
      measure(sentiment.speaker() == Participant.AGENT, new Signal(batch.sequence(), index, event));
    } else {
      category(batch, index, event.value());
    }
    for (int rule = touched.nextSetBit(0); rule >= 0; rule = touched.nextSetBit(rule + 1)) {
      boolean isTrue = rules.criteria(rule).holds(held);
      if (isTrue && !wereTrue.get(rule)) {
        fired.add(new SignalFiredRule(rules.rule(rule), batch, index, signals(rule)));
      }
      wereTrue.set(rule, isTrue);
    }
    touched.clear();
  }

  private void category(DeliveredBatch batch, int index, String name) {
    for (int comparison : rules.named(name)) {
      meet(comparison, batch, index);
    }
    for (int comparison : rules.otherCategories()) {
      if (!held.get(comparison) && !rules.comparison(comparison).operands().get(0).equals(name)) {
        meet(comparison, batch, index);
      }
    }
    int[] numeric = rules.numericCategories();
    if (numeric.length > 0 && RuleNumbers.isNumber(name)) {
      BigDecimal number = new BigDecimal(name);
      for (int comparison : numeric) {
        if (!held.get(comparison) && rules.holds(comparison, number)) {
          meet(comparison, batch, index);
        }
      }
    }
  }

  private void meet(int comparison, DeliveredBatch batch, int index) {
    if (!held.get(comparison)) {
      meet(comparison, new Signal(batch.sequence(), index, batch.batch().events().get(index)));
    }
  }

  private void meet(int comparison, Signal signal) {
    held.set(comparison);
    touch(comparison);
    if (metCount == met.length) {
      met = Arrays.copyOf(met, 2 * metCount);
      metBy = Arrays.copyOf(metBy, 2 * metCount);
    }
    met[metCount] = comparison;
    metBy[metCount] = signal;
    metCount++;
  }

  private void measure(boolean agent, Signal signal) {
    Signal before = agent ? agentSentiment : customerSentiment;
    if (agent) {
      agentSentiment = signal;
    } else {
      customerSentiment = signal;
    }
    int now = hundredths(signal.event().value());
    ServiceRules.Sentiments sentiments = rules.sentiments(agent);
    // Only comparisons with a threshold between the two sentiments can change.
    int from = 0;
    int to = sentiments.orders().length;
    if (before != null) {
      int last = hundredths(before.event().value());
      from = sentiments.after(Math.min(last, now));
      to = sentiments.after(Math.max(last, now));
    }
    for (int i = from; i < to; i++) {
      update(sentiments.orders()[i], now);
    }
    for (int comparison : sentiments.others()) {
      update(comparison, now);
    }
  }

  private void update(int comparison, int hundredths) {
    boolean holds = rules.holds(comparison, hundredths);
    if (holds != held.get(comparison)) {
      held.set(comparison, holds);
      touch(comparison);
    }
  }

  private void touch(int comparison) {
    for (int rule : rules.rulesOf(comparison)) {
      touched.set(rule);
    }
  }

  /** The hundredths of a sentiment, which has exactly two decimals. */
  private static int hundredths(String value) {
    boolean negative = value.charAt(0) == '-';
    int number = 0;
    for (int i = negative ? 1 : 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '.') {
        number = 10 * number + (c - '0');
      }
    }
    return negative ? -number : number;
  }

  private List<Signal> signals(int rule) {
    List<Signal> signals = new ArrayList<>();
    rules
        .criteria(rule)
        .support(
            held,
            comparison -> {
              Signal signal = signalOf(comparison);
              if (signal != null && !signals.contains(signal)) {
                signals.add(signal);
              }
            });
    signals.sort(IN_ORDER);
    return signals;
  }

  private @Nullable Signal signalOf(int comparison) {
    ConditionType type = rules.comparison(comparison).type();
    if (type.isSentiment()) {
      return type == ConditionType.AGENT_SENTIMENT ? agentSentiment : customerSentiment;
    }
    for (int i = 0; i < metCount; i++) {
      if (met[i] == comparison) {
        return metBy[i];
      }
    }
    return null;
  }
}
