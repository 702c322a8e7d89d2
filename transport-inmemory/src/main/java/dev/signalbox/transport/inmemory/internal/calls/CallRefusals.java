package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import java.time.Duration;
import java.util.List;

/** Why a record or a new conversation is not taken. */
final class CallRefusals {
  private static final String NO_ROOM =
      "The server has as many conversations as it can keep apart, or this call center its share of"
          + " them; a new one has to wait until others have ended.";

  /** When to try again after a refusal: expiry has to make room first. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private CallRefusals() {}

  static Registration otherConversation() {
    return new Registration.Invalid(
        List.of(
            new Violation(
                Clause.CALL_3,
                "/parentVoiceCallId",
                "The parent belongs to another conversation than the voice call, which is known"
                    + " already: a voice call stays in its conversation.")));
  }

  static Registration fullConversation(int calls) {
    return refused(
        "The conversation has as many voice calls as this server remembers of one, which is "
            + calls
            + ".");
  }

  static Registration full() {
    return refused("The server remembers as many voice calls as it can; try again later.");
  }

  static Registration noRoom() {
    return refused(NO_ROOM);
  }

  static Acceptance.Refused noRoomForBatch() {
    return new Acceptance.Refused(Clause.CALL_5, NO_ROOM, RETRY);
  }

  private static Registration refused(String detail) {
    return new Registration.Refused(Clause.CALL_5, detail, RETRY);
  }
}
