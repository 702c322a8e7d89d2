package dev.signalbox.telephony.model;

import dev.signalbox.core.DocumentValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One utterance of a conversation (SIB-2).
 *
 * @param messageId its id, which no other message of the conversation has
 * @param participantId who spoke
 * @param senderType as what
 * @param startTime when it began, in milliseconds since the epoch
 * @param endTime when it ended, not before it began
 * @param content what was said
 * @since 0.2.0
 */
public record TranscriptMessage(
    String messageId,
    String participantId,
    SenderType senderType,
    long startTime,
    long endTime,
    String content) {
  /** The message as consoles see it. */
  DocumentValue toDocument() {
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    members.put("messageId", new DocumentValue.Text(messageId));
    members.put("participantId", new DocumentValue.Text(participantId));
    members.put("senderType", new DocumentValue.Text(senderType.name()));
    members.put("startTime", new DocumentValue.Numeral(Long.toString(startTime)));
    members.put("endTime", new DocumentValue.Numeral(Long.toString(endTime)));
    members.put("content", new DocumentValue.Text(content));
    return new DocumentValue.Structure(members);
  }

  /**
   * Id and sender; not what was said, which is personal.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return "message " + messageId + " of " + senderType;
  }
}
