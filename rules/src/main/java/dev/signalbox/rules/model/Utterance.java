package dev.signalbox.rules.model;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.Participant;
import dev.signalbox.core.VendorCallKey;
import java.time.Instant;

/**
 * What the agent or the customer said, as a message of a call's transcript (SIB-2). Rules on
 * keywords are evaluated on it.
 *
 * @param conversation the conversation
 * @param vendorCallKey the key under which the message came in
 * @param messageId the message's id, unique in the conversation
 * @param speaker who said it
 * @param text the words
 * @param saidAt when it was said
 * @since 0.2.0
 */
public record Utterance(
    ConversationId conversation,
    VendorCallKey vendorCallKey,
    String messageId,
    Participant speaker,
    String text,
    Instant saidAt) {
  /**
   * The message on one short line, without its words.
   *
   * @return such as {@code message m-7 of CUSTOMER in call-1}
   */
  @Override
  public String toString() {
    return "message " + messageId + " of " + speaker + " in " + conversation.firstKey().value();
  }
}
