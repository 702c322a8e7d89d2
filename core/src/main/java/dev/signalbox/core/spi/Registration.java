package dev.signalbox.core.spi;

import dev.signalbox.core.Rejected;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCallId;

/** A directory's answer to a voice call's record. */
public sealed interface Registration {
  /**
   * The record was taken.
   *
   * @param voiceCallId a new id for it (CALL-1)
   * @param firstKey the first voice call of its conversation (CALL-3)
   */
  record Registered(VoiceCallId voiceCallId, VendorCallKey firstKey) implements Registration {}

  /**
   * The record was not taken and nothing has changed.
   *
   * @param rejected why: CALL-2 or CALL-3 as an invalid body, CALL-5 or RES-4 as unavailable
   */
  record Refused(Rejected rejected) implements Registration {}
}
