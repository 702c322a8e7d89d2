package dev.signalbox.rules.model;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A rule that fired on a signal (RUL-3). Immutable.
 *
 * @param rule the rule
 * @param batch the batch that turned them true
 * @param index the place of the event that turned them true in the batch, from 0
 * @param signals the events that made them true, in the order in which they came: for each
 *     condition that had to hold the first signal that met it, or the latest sentiment. Empty for
 *     criteria that are true because nothing was seen
 * @since 0.2.0
 */
public record SignalFiredRule(Rule rule, DeliveredBatch batch, int index, List<Signal> signals)
    implements FiredRule {
  /**
   * Copies the list.
   *
   * @param rule the rule
   * @param batch the batch that turned its criteria true
   * @param index the place of the event in the batch, from 0
   * @param signals the events that made them true
   */
  public SignalFiredRule {
    signals = List.copyOf(signals);
  }

  /**
   * The event that turned the criteria true.
   *
   * @return an event of the batch
   */
  public ConversationEvent event() {
    return batch.batch().events().get(index);
  }

  @Override
  public ConversationId conversation() {
    return batch.conversation();
  }

  @Override
  public UUID id() {
    String text =
        String.join(
            "\n",
            batch.conversation().callCenter().toString(),
            batch.conversation().firstKey().encoded(),
            Long.toString(batch.receivedAt().toEpochMilli()),
            Long.toString(batch.sequence()),
            Integer.toString(index),
            rule.developerName());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toJson() {
    JsonText json = FiredRuleJson.begin(this, batch.vendorCallKey());
    batch.providerName().ifPresent(name -> json.name("providerName").value(name.value()));
    json.name("serverReceivedTimestamp")
        .value(batch.receivedAt().toEpochMilli())
        .name("sequence")
        .value(batch.sequence())
        .name("event")
        .raw(JsonFormat.INSTANCE.event(event()))
        .name("signals")
        .array();
    for (Signal signal : signals) {
      json.object()
          .name("sequence")
          .value(signal.sequence())
          .name("event")
          .raw(JsonFormat.INSTANCE.event(signal.event()))
          .endObject();
    }
    return json.endArray().endObject().endObject().toString();
  }

  /**
   * The firing on one short line.
   *
   * @return such as {@code Angry_Customer fired in call-1 at batch 3, event 0}
   */
  @Override
  public String toString() {
    return rule.developerName()
        + " fired in "
        + batch.conversation().firstKey().value()
        + " at batch "
        + batch.sequence()
        + ", event "
        + index;
  }
}
