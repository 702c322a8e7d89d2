package dev.signalbox.telephony.model;

/**
 * One utterance of a conversation (SIB-2).
 *
 * @param messageId its id, which no other message of the conversation has
 * @param participantId who spoke
 * @param senderType as what
 * @param startTime when it began, in milliseconds since the epoch
 * @param endTime when it ended, not before it began
 * @param content what was said
 */
public record TranscriptMessage(
    String messageId,
    String participantId,
    SenderType senderType,
    long startTime,
    long endTime,
    String content) {
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
