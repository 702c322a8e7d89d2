package dev.signalbox.rules;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.VendorCallKey;
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

/** Rules and batches for tests. */
public final class Rules {
  public static final String SERVICE = "AmazonConnectContactLens";

  private static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "Dev");

  private Rules() {}

  public static Rule rule(String name, String criteria, Condition... conditions) {
    return rule(name, SERVICE, criteria, conditions);
  }

  public static Rule rule(String name, String service, String criteria, Condition... conditions) {
    Rule.Builder rule =
        Rule.builder(name, service, RuleAction.of(ActionType.ALERT_SUPERVISOR))
            .ruleName(name + " for people")
            .conditions(List.of(conditions));
    if (!criteria.isEmpty()) {
      rule.criteria(Criteria.parse(criteria));
    }
    return rule.build();
  }

  public static Condition category(int order, String name) {
    return new Condition(order, ConditionType.CATEGORY, Operator.EQUALS, name);
  }

  public static Condition customer(int order, Operator operator, String operand) {
    return new Condition(order, ConditionType.CUSTOMER_SENTIMENT, operator, operand);
  }

  public static ConversationEvent seen(String name) {
    return CategoryEvent.of(name, 1_767_607_200_000L);
  }

  public static ConversationEvent customerIs(String value) {
    return SentimentEvent.of(value, 1_767_607_200_000L, Participant.CUSTOMER);
  }

  public static DeliveredBatch batch(String call, long sequence, ConversationEvent... events) {
    return batch(call, sequence, SERVICE, List.of(events));
  }

  public static DeliveredBatch batch(
      String call, long sequence, String service, List<ConversationEvent> events) {
    return new DeliveredBatch(
        new ConversationId(CALL_CENTER, new VendorCallKey(call)),
        new VendorCallKey(call),
        Optional.empty(),
        new EventBatch(service, Optional.empty(), events),
        Instant.ofEpochMilli(1_767_607_200_000L + sequence),
        sequence,
        false);
  }

  /** What fires, in order, as names. */
  public static List<String> names(List<SignalFiredRule> fired) {
    return fired.stream().map(one -> one.rule().developerName()).toList();
  }
}
