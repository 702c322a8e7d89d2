package dev.signalbox.rules.internal.engine;

import dev.signalbox.rules.model.KeywordFiredRule;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.Utterance;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is remembered of a conversation's words. Its size is bounded by the number of conditions. A
 * condition holds for the rest of the conversation once a message has met it. Not thread-safe.
 */
final class KeywordState {
  private final KeywordRules rules;

  /** The criteria that hold. */
  private final BitSet held = new BitSet();

  /** The rules whose criteria were true after the last message. */
  private final BitSet wereTrue = new BitSet();

  /** By rule: the keywords that were said. */
  private final List<Set<String>> said = new ArrayList<>();

  KeywordState(KeywordRules rules) {
    this.rules = rules;
    rules.rules().forEach(rule -> said.add(new LinkedHashSet<>()));
  }

  /** The same conversation under other rules. Rules that have not changed keep their state. */
  KeywordState(KeywordRules rules, KeywordState former) {
    this(rules);
    for (int i = 0; i < rules.criteria().size(); i++) {
      int rule = rules.criteria().get(i).rule();
      int before = former.rules.rules().indexOf(rules.rules().get(rule));
      if (before < 0) {
        continue;
      }
      int offset = i - first(rules, rule);
      held.set(i, former.held.get(first(former.rules, before) + offset));
      wereTrue.set(rule, former.wereTrue.get(before));
      said.get(rule).addAll(former.said.get(before));
    }
  }

  private static int first(KeywordRules rules, int rule) {
    for (int i = 0; i < rules.criteria().size(); i++) {
      if (rules.criteria().get(i).rule() == rule) {
        return i;
      }
    }
    throw new IllegalArgumentException("rule " + rule + " has no condition");
  }

  KeywordRules rules() {
    return rules;
  }

  /** Takes a message into account; returns the rules that fire. */
  List<KeywordFiredRule> hear(Utterance utterance) {
    String text = SpokenText.normal(utterance.text());
    for (int i = 0; i < rules.criteria().size(); i++) {
      KeywordRules.Criterion criterion = rules.criteria().get(i);
      if (rules.listensTo(criterion.rule(), utterance.speaker()) && meets(criterion, text)) {
        held.set(i);
      }
    }
    List<KeywordFiredRule> fired = new ArrayList<>(0);
    for (int r = 0; r < rules.rules().size(); r++) {
      if (!rules.listensTo(r, utterance.speaker())) {
        continue;
      }
      boolean isTrue = rules.expression(r).holds(held);
      if (isTrue && !wereTrue.get(r)) {
        Rule rule = rules.rules().get(r);
        fired.add(new KeywordFiredRule(rule, utterance, List.copyOf(said.get(r))));
      }
      wereTrue.set(r, isTrue);
    }
    return fired;
  }

  private boolean meets(KeywordRules.Criterion criterion, String text) {
    boolean found = false;
    for (int k = 0; k < criterion.keywords().size(); k++) {
      if (SpokenText.contains(text, criterion.keywords().get(k))) {
        found = true;
        said.get(criterion.rule()).add(criterion.names().get(k));
      }
    }
    return switch (criterion.operator()) {
      case EQUALS, IN -> found;
      case NOT_EQUALS -> !found && !criterion.keywords().isEmpty();
      case LESS_THAN, GREATER_THAN -> false;
    };
  }
}
