package dev.signalbox.rules.internal.engine;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.rules.model.KeywordFiredRule;
import dev.signalbox.rules.model.SignalFiredRule;
import dev.signalbox.rules.model.Utterance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of a conversation. Not thread-safe. */
public final class ConversationState {
  /** One for each service that has sent batches and has rules: nearly always one. */
  private final List<ServiceState> states = new ArrayList<>(1);

  private long lastSequence = -1;

  /** Empty until something was said. */
  private @Nullable KeywordState words;

  /** Takes a batch into account; returns the rules that fire. */
  public List<SignalFiredRule> evaluate(ActiveRules rules, DeliveredBatch delivered) {
    if (delivered.sequence() == 0) {
      states.clear();
    } else if (delivered.sequence() <= lastSequence) {
      return List.of();
    }
    lastSequence = delivered.sequence();
    EventBatch batch = delivered.batch();
    ServiceRules ofService = rules.of(batch.service());
    if (ofService == null) {
      return List.of();
    }
    ServiceState state = state(ofService);
    List<SignalFiredRule> fired = new ArrayList<>(0);
    for (int i = 0; i < batch.events().size(); i++) {
      state.see(delivered, i, fired);
    }
    return fired;
  }

  /** Takes a message of the transcript into account; returns the rules that fire. */
  public List<KeywordFiredRule> evaluate(ActiveRules rules, Utterance utterance) {
    KeywordRules now = rules.onKeywords();
    KeywordState state = words;
    if (state == null) {
      state = new KeywordState(now);
    } else if (state.rules() != now) {
      state = new KeywordState(now, state);
    }
    words = state;
    return state.hear(utterance);
  }

  private ServiceState state(ServiceRules rules) {
    for (int i = 0; i < states.size(); i++) {
      ServiceState state = states.get(i);
      if (state.rules() == rules) {
        return state;
      }
      if (state.rules().service().equalsIgnoreCase(rules.service())) {
        states.set(i, new ServiceState(rules, state));
        return states.get(i);
      }
    }
    ServiceState state = new ServiceState(rules);
    states.add(state);
    return state;
  }
}
