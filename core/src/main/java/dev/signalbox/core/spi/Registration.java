package dev.signalbox.core.spi;

import dev.signalbox.core.Clause;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.internal.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A directory's answer to a voice call's record. */
public sealed interface Registration {
  /**
   * The record was taken.
   *
   * @param voiceCallId a new id for it (CALL-1)
   * @param firstKey the first voice call of its conversation (CALL-3)
   * @param errors what could not be done with a part of the record, as text for the peer (CALL-1);
   *     empty where all of it was taken
   */
  record Registered(VoiceCallId voiceCallId, VendorCallKey firstKey, Optional<String> errors)
      implements Registration {
    /**
     * The whole record was taken.
     *
     * @param voiceCallId a new id for it
     * @param firstKey the first voice call of its conversation
     */
    public Registered(VoiceCallId voiceCallId, VendorCallKey firstKey) {
      this(voiceCallId, firstKey, Optional.empty());
    }
  }

  /**
   * The record names a parent that the directory does not know (CALL-2). Nothing has changed.
   *
   * @param parent the parent as the record names it
   */
  record UnknownParent(String parent) implements Registration {}

  /**
   * The record contradicts what is registered already, and will again (CALL-2, CALL-3). Nothing has
   * changed.
   *
   * @param violations what is wrong with the record, at least one
   */
  record Invalid(List<Violation> violations) implements Registration {
    /**
     * Copies the violations.
     *
     * @param violations at least one
     */
    public Invalid {
      violations = List.copyOf(violations);
    }
  }

  /**
   * The record can't be taken now. Nothing has changed.
   *
   * @param clause which clause asks for it: CALL-5 or RES-4
   * @param detail a sentence for the peer
   * @param retryAfter when it is worth trying again
   */
  record Refused(Clause clause, String detail, Duration retryAfter) implements Registration {}

  /**
   * Whether the record was taken can't be known, because the place that keeps it has not answered.
   * There is no status for that (RES-2); the peer gets no answer.
   *
   * @param detail a sentence for the log
   * @since 0.2.0
   */
  record Unknown(String detail) implements Registration {}

  /**
   * Why the record was not taken.
   *
   * @return at least one violation, or none when the record was taken, or may have been
   */
  default List<Violation> violations() {
    if (this instanceof UnknownParent unknown) {
      return List.of(
          new Violation(
              Clause.CALL_2,
              "/parentVoiceCallId",
              "There is no voice call with the parentVoiceCallId "
                  + Text.quote(unknown.parent())
                  + " here: register it first, or give the voiceCallId or the vendorCallKey of a call"
                  + " that is known."));
    }
    return this instanceof Refused refused
        ? List.of(new Violation(refused.clause(), "", refused.detail()))
        : List.of();
  }
}
