package dev.signalbox.rules.model;

import dev.signalbox.core.ConversationId;
import java.util.UUID;

/** A rule whose criteria turned from false to true (RUL-3). Immutable. */
public sealed interface FiredRule permits SignalFiredRule, KeywordFiredRule {
  /** The type of the JSON form. */
  String TYPE = "RULE_FIRED";

  /**
   * The rule.
   *
   * @return as it was evaluated
   */
  Rule rule();

  /**
   * The conversation in which it fired.
   *
   * @return the conversation
   */
  ConversationId conversation();

  /**
   * The id of this firing. It stays the same when the firing is reported or evaluated again.
   *
   * @return a UUID made from the rule, the conversation, and what made it fire
   */
  UUID id();

  /**
   * The JSON that handlers send: {@code {"type":"RULE_FIRED","detail":{…}}} with the rule, the
   * conversation, and the event and the signals, or the message and the keywords.
   *
   * @return JSON text on one line
   */
  String toJson();
}
