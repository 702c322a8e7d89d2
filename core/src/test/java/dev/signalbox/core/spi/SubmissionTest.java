package dev.signalbox.core.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Score;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What passes between the intake, a transport and a directory. */
class SubmissionTest {
  private static final ConversationId CONVERSATION =
      new ConversationId(CallCenterId.of("00D000000000000", "Dev"), new VendorCallKey("first"));
  private static final Optional<ProviderName> PROVIDER = Optional.of(new ProviderName("connect"));
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:04.391Z");

  private static Submission submission(Optional<ProviderName> provider, EventBatch batch) {
    return new Submission(CONVERSATION, new VendorCallKey("leg"), provider, batch, NOW);
  }

  @Test
  void aBatchThatWasDeliveredCanBeSubmittedAgain() {
    Submission submission = submission(PROVIDER, EventBatch.of("S", CategoryEvent.of("V", 1)));
    assertEquals(submission, Submission.of(submission.delivered(3, true)));
    DeliveredBatch again = submission.delivered(3, true).again();
    assertEquals(
        new DeliveredBatch(
            CONVERSATION,
            new VendorCallKey("leg"),
            PROVIDER,
            submission.batch(),
            NOW,
            3,
            true,
            true),
        again);
    assertEquals(
        "00D000000000000EAA/Dev/first #3 (late) (redelivered) \"S\": \"V\" at 1", again.toString());
    assertEquals(
        "00D000000000000EAA/Dev/first #4 \"S\": \"V\" at 1",
        submission.delivered(4, false).toString());
  }

  @Test
  void theTimeIsKeptInMilliseconds() {
    Submission submission =
        new Submission(
            CONVERSATION,
            new VendorCallKey("leg"),
            PROVIDER,
            EventBatch.of("S", CategoryEvent.of("V", 1)),
            NOW.plusNanos(999_999));
    assertEquals(NOW, submission.receivedAt());
  }

  /** Two bytes for each character, and something for each batch and each event. */
  @Test
  void theFootprintGrowsWithEventsAndCharacters() {
    EventBatch one = EventBatch.of("Source", CategoryEvent.of("Value", 1));
    long least = submission(Optional.empty(), one).footprint();
    assertEquals(512 + 256 + 2L * ("Source" + "leg" + "Value").length(), least);
    assertEquals(least + 2L * "connect".length(), submission(PROVIDER, one).footprint());
    EventBatch two =
        EventBatch.of(
            "Source",
            CategoryEvent.of("Value", 1),
            CategoryEvent.builder("Other", 2).score(Score.of("12.5")).build());
    assertEquals(
        least + 256 + 2L * ("Other" + "12.5").length(),
        submission(Optional.empty(), two).footprint());
  }

  @Test
  void aReportAddsUpWhatWasNotDelivered() {
    ConversationId other =
        new ConversationId(CONVERSATION.callCenter(), new VendorCallKey("other"));
    assertEquals(0, new ShutdownReport(Map.of()).count());
    assertEquals(7, new ShutdownReport(Map.of(CONVERSATION, 3, other, 4)).count());
  }

  @Test
  void onlyARegistrationThatFailedHasViolations() {
    assertEquals(
        List.of(),
        new Registration.Registered(new VoiceCallId("0LQ000000000001"), new VendorCallKey("k"))
            .violations());
    assertEquals(List.of(), new Registration.Unknown("no answer").violations());
    Violation violation = new Violation(Clause.CALL_3, "/parentVoiceCallId", "Another.");
    assertEquals(List.of(violation), new Registration.Invalid(List.of(violation)).violations());
    assertEquals(
        List.of(new Violation(Clause.CALL_5, "", "Full.")),
        new Registration.Refused(Clause.CALL_5, "Full.", Duration.ofSeconds(1)).violations());
    Violation unknown = new Registration.UnknownParent("p\n").violations().get(0);
    assertEquals(Clause.CALL_2, unknown.clause());
    assertEquals("/parentVoiceCallId", unknown.pointer());
    assertEquals(
        "There is no voice call with the parentVoiceCallId \"p\\u{a}\" here: register it first, or"
            + " give the voiceCallId or the vendorCallKey of a call that is known.",
        unknown.detail());
  }
}
