package dev.signalbox.rules.model;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A rule that fired on words of a transcript (RUL-2). Immutable.
 *
 * @param rule the rule
 * @param utterance the message that turned its criteria true
 * @param keywords the keywords that were said so far and that the rule looks for, in the order in
 *     which they were said
 * @since 0.2.0
 */
public record KeywordFiredRule(Rule rule, Utterance utterance, List<String> keywords)
    implements FiredRule {
  /**
   * Copies the list.
   *
   * @param rule the rule
   * @param utterance the message that turned its criteria true
   * @param keywords the keywords that were said
   */
  public KeywordFiredRule {
    keywords = List.copyOf(keywords);
  }

  @Override
  public ConversationId conversation() {
    return utterance.conversation();
  }

  @Override
  public UUID id() {
    String text =
        String.join(
            "\n",
            conversation().callCenter().toString(),
            conversation().firstKey().encoded(),
            utterance.messageId(),
            rule.developerName());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toJson() {
    JsonText json =
        FiredRuleJson.begin(this, utterance.vendorCallKey())
            .name("message")
            .object()
            .name("messageId")
            .value(utterance.messageId())
            .name("participant")
            .value(utterance.speaker().name())
            .name("startTime")
            .value(utterance.saidAt().toEpochMilli())
            .name("content")
            .value(utterance.text())
            .endObject()
            .name("keywords")
            .array();
    keywords.forEach(json::value);
    return json.endArray().endObject().endObject().toString();
  }

  /**
   * The firing on one short line.
   *
   * @return such as {@code Fraud fired in call-1 at message m-7}
   */
  @Override
  public String toString() {
    return rule.developerName()
        + " fired in "
        + conversation().firstKey().value()
        + " at message "
        + utterance.messageId();
  }
}
