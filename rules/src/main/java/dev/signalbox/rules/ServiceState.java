package dev.signalbox.rules;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The atoms that hold. */
  private final long[] atoms;

  /** The rules whose criteria were true after the last event. */
  private final long[] wereTrue;

  /** The rules to look at after this event. */
  private final long[] touched;

  /** The category atoms that hold, in the order in which they were met, and what met them. */
  private int[] met = new int[2];

  private Signal[] metBy = new Signal[2];
  private int metCount;

  private @Nullable Signal agentSentiment;
  private @Nullable Signal customerSentiment;

  ServiceState(ServiceRules rules) {
    this.rules = rules;
    atoms = Bits.of(rules.atomCount());
    wereTrue = Bits.of(rules.size());
    touched = Bits.of(rules.size());
    for (int rule : rules.trueFromTheStart()) {
      Bits.add(touched, rule);
    }
  }

  /**
   * The same conversation under other rules. What was seen is kept as far as the former rules
   * looked for it; a rule that was not there before, or has changed, starts out false.
   */
  ServiceState(ServiceRules rules, ServiceState former) {
    this(rules);
    for (int i = 0; i < former.metCount; i++) {
      int atom = rules.indexOf(former.rules.atom(former.met[i]));
      if (atom >= 0) {
        meet(atom, former.metBy[i]);
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
      if (before >= 0 && Bits.has(former.wereTrue, before)) {
        Bits.add(wereTrue, rule);
      }
      Bits.add(touched, rule);
    }
  }

  ServiceRules rules() {
    return rules;
  }

  /** Takes an event into account. */
  void see(DeliveredBatch batch, int index, List<FiredRule> fired) {
    ConversationEvent event = batch.batch().events().get(index);
    if (event instanceof SentimentEvent sentiment) {
      measure(sentiment.speaker() == Participant.AGENT, new Signal(batch.sequence(), index, event));
    } else {
      category(batch, index, event.value());
    }
    for (int word = 0; word < touched.length; word++) {
      while (touched[word] != 0) {
        int rule = (word << 6) + Long.numberOfTrailingZeros(touched[word]);
        touched[word] &= touched[word] - 1;
        boolean isTrue = rules.criteria(rule).holds(atoms);
        if (isTrue && !Bits.has(wereTrue, rule)) {
          fired.add(new FiredRule(rules.rule(rule), batch, index, signals(rule)));
        }
        Bits.set(wereTrue, rule, isTrue);
      }
    }
  }

  private void category(DeliveredBatch batch, int index, String name) {
    for (int atom : rules.named(name)) {
      meet(atom, batch, index);
    }
    for (int atom : rules.otherCategories()) {
      if (!Bits.has(atoms, atom) && !rules.atom(atom).operands().get(0).equals(name)) {
        meet(atom, batch, index);
      }
    }
    int[] numeric = rules.numericCategories();
    if (numeric.length > 0 && Condition.isNumber(name)) {
      BigDecimal number = new BigDecimal(name);
      for (int atom : numeric) {
        if (!Bits.has(atoms, atom) && rules.holds(atom, number)) {
          meet(atom, batch, index);
        }
      }
    }
  }

  private void meet(int atom, DeliveredBatch batch, int index) {
    if (!Bits.has(atoms, atom)) {
      meet(atom, new Signal(batch.sequence(), index, batch.batch().events().get(index)));
    }
  }

  private void meet(int atom, Signal signal) {
    Bits.add(atoms, atom);
    touch(atom);
    if (metCount == met.length) {
      met = Arrays.copyOf(met, 2 * metCount);
      metBy = Arrays.copyOf(metBy, 2 * metCount);
    }
    met[metCount] = atom;
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
    // Between two sentiments only the atoms change whose threshold lies between them.
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
    for (int atom : sentiments.others()) {
      update(atom, now);
    }
  }

  private void update(int atom, int hundredths) {
    boolean holds = rules.holds(atom, hundredths);
    if (holds != Bits.has(atoms, atom)) {
      Bits.set(atoms, atom, holds);
      touch(atom);
    }
  }

  private void touch(int atom) {
    for (int rule : rules.rulesOf(atom)) {
      Bits.add(touched, rule);
    }
  }

  /** The number of a text with exactly two decimals. */
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
            atoms,
            atom -> {
              Signal signal = signalOf(atom);
              if (signal != null && !signals.contains(signal)) {
                signals.add(signal);
              }
            });
    signals.sort(IN_ORDER);
    return signals;
  }

  private @Nullable Signal signalOf(int atom) {
    ConditionType type = rules.atom(atom).type();
    if (type.isSentiment()) {
      return type == ConditionType.AGENT_SENTIMENT ? agentSentiment : customerSentiment;
    }
    for (int i = 0; i < metCount; i++) {
      if (met[i] == atom) {
        return metBy[i];
      }
    }
    return null;
  }
}
