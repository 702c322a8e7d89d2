package dev.signalbox.sender;

import dev.signalbox.core.VoiceCallId;
import java.util.Optional;

/** How a voice call's record that was handed to a {@link SignalSender} ended. Immutable. */
public sealed interface CallOutcome {
  /**
   * The endpoint has registered the call (CALL-1).
   *
   * @param voiceCallId the record's id; empty when the answer did not give one
   * @param tries how many requests it took
   * @param errors what the endpoint could not do with a part of the record, as it says; or empty
   */
  record Registered(Optional<VoiceCallId> voiceCallId, int tries, Optional<String> errors)
      implements CallOutcome {
    /**
     * The whole record was taken.
     *
     * @param voiceCallId the record's id; or empty
     * @param tries how many requests it took
     */
    public Registered(Optional<VoiceCallId> voiceCallId, int tries) {
      this(voiceCallId, tries, Optional.empty());
    }
  }

  /**
   * The endpoint has not registered the call, as far as is known.
   *
   * @param outcome why: anything but {@link SendOutcome.Accepted}
   */
  record Failed(SendOutcome outcome) implements CallOutcome {}
}
