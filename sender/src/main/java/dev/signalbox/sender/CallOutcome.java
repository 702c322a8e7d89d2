package dev.signalbox.sender;

import dev.signalbox.core.VoiceCallId;
import java.util.Optional;

/** What became of a voice call's record that was handed to a {@link SignalSender}. Immutable. */
public sealed interface CallOutcome {
  /**
   * The endpoint has taken the record (CALL-1).
   *
   * @param voiceCallId the record's id; empty when the answer did not give one
   * @param tries how many requests it took
   */
  record Registered(Optional<VoiceCallId> voiceCallId, int tries) implements CallOutcome {}

  /**
   * The endpoint has not taken the record, as far as is known.
   *
   * @param outcome why: anything but {@link SendOutcome.Accepted}
   */
  record Failed(SendOutcome outcome) implements CallOutcome {}
}
