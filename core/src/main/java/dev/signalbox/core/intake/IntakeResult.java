package dev.signalbox.core.intake;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.Problem;
import java.util.Optional;

/** What became of a batch or a voice call's record that was handed to the {@link Intake}. */
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
   * The directory has taken a voice call's record (CALL-1).
   *
   * @param voiceCallId the record's new id
   * @param firstKey the first voice call of its conversation (CALL-3)
   * @param errors what could not be done with a part of the record, as text for the peer; or empty
   */
  record Registered(VoiceCallId voiceCallId, VendorCallKey firstKey, Optional<String> errors)
      implements IntakeResult {}

  /**
   * Nothing of it was taken or will be: no event of the batch is delivered.
   *
   * @param problem why
   */
  record Refused(Problem problem) implements IntakeResult {}

  /**
   * Whether the batch was taken can't be known, because what the transport hands batches on to did
   * not answer. No answer to the peer would be true, so there is none (RES-2).
   *
   * @param detail a sentence for the log
   */
  record Unknown(String detail) implements IntakeResult {}
}
