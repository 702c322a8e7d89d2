package dev.signalbox.core;

/** What became of a batch that was handed to the {@link Intake}. */
public sealed interface IntakeResult {
  /**
   * The transport has taken responsibility for the whole batch (RES-2).
   *
   * @param conversation the conversation to which the batch belongs, whose first key may differ
   *     from the key it came in under (KEY-3)
   * @param sequence its number in the conversation (DLV-4)
   * @param late whether it is late (DLV-4)
   */
  record Accepted(ConversationId conversation, long sequence, boolean late)
      implements IntakeResult {}

  /**
   * No event of the batch is or will be delivered.
   *
   * @param rejected why: KEY-3, KEY-4 or RES-4, or what a transport that hands batches on was told
   */
  record Refused(Rejected rejected) implements IntakeResult {}

  /**
   * Nobody here knows whether the batch was taken, because what the transport hands batches on to
   * has not answered. There is no honest answer for the peer but none (RES-2).
   *
   * @param detail a sentence for the log
   */
  record Unknown(String detail) implements IntakeResult {}
}
