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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rules and batches for tests. */
final class Rules {
  static final String SERVICE = "AmazonConnectContactLens";

  private static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "Dev");

  private Rules() {}

  static Rule rule(String name, String criteria, Condition... conditions) {
    return rule(name, SERVICE, criteria, conditions);
  }

  static Rule rule(String name, String service, String criteria, Condition... conditions) {
    return new Rule(
        name,
        name + " for people",
        service,
        true,
        Action.of(ActionType.ALERT_SUPERVISOR),
        Rule.Channel.NONE,
        List.of(conditions),
        criteria.isEmpty() ? Optional.empty() : Optional.of(Criteria.parse(criteria)));
  }

  static Condition category(int order, String name) {
    return new Condition(order, ConditionType.CATEGORY, Operator.EQUALS, name);
  }

  static Condition customer(int order, Operator operator, String operand) {
    return new Condition(order, ConditionType.CUSTOMER_SENTIMENT, operator, operand);
  }

  static ConversationEvent seen(String name) {
    return CategoryEvent.of(name, 1_767_607_200_000L);
  }

  static ConversationEvent customerIs(String value) {
    return SentimentEvent.of(value, 1_767_607_200_000L, Participant.CUSTOMER);
  }

  static DeliveredBatch batch(String call, long sequence, ConversationEvent... events) {
    return batch(call, sequence, SERVICE, List.of(events));
  }

  static DeliveredBatch batch(
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
  static List<String> names(List<FiredRule> fired) {
    return fired.stream().map(one -> one.rule().developerName()).toList();
  }
}
