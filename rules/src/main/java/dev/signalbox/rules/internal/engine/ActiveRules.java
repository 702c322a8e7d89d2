package dev.signalbox.rules.internal.engine;

import dev.signalbox.rules.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules of an evaluator; the active ones by service. Immutable. */
public final class ActiveRules {
  private final List<Rule> all;

  /** Names that differ only in case are one service (RUL-2). */
  private final TreeMap<String, ServiceRules> byService =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private final KeywordRules onKeywords;

  public ActiveRules(List<Rule> rules) {
    all = List.copyOf(rules);
    TreeMap<String, List<Rule>> active = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Rule rule : all) {
      if (rule.active()) {
        active.computeIfAbsent(rule.service(), service -> new ArrayList<>()).add(rule);
      }
    }
    onKeywords = new KeywordRules(active.getOrDefault(Rule.KEYWORD_SERVICE, List.of()));
    active.forEach((service, some) -> byService.put(service, new ServiceRules(some)));
  }

  /** All rules, the inactive ones included. */
  public List<Rule> all() {
    return all;
  }

  /** True when no rule is active. */
  public boolean isEmpty() {
    return byService.isEmpty();
  }

  /** True when no active rule looks at words. */
  public boolean hasNoKeywords() {
    return onKeywords.isEmpty();
  }

  KeywordRules onKeywords() {
    return onKeywords;
  }

  @Nullable ServiceRules of(String service) {
    return byService.get(service);
  }
}
