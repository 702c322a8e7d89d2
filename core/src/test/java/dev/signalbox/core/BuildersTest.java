package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.spi.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Values with many parts are built part by part, and print themselves in one readable line. */
class BuildersTest {
  private static final VendorCallKey KEY = new VendorCallKey("call-1");

  private static final CategoryEvent CATEGORY =
      CategoryEvent.builder("CustomerAngry", 10)
          .endTime(20)
          .score(Score.of(87))
          .participant(Participant.CUSTOMER)
          .details(EventDetails.of(1, 2))
          .build();

  private static final SentimentEvent SENTIMENT =
      SentimentEvent.builder("-62.5", 30, Participant.AGENT)
          .endTime(40)
          .score(Score.of("1.5"))
          .details(EventDetails.of(3, 4))
          .build();

  private static final EventBatch BATCH =
      EventBatch.builder("S").event(CATEGORY).event(SENTIMENT).persist(true).build();

  private static final VoiceCall CALL =
      VoiceCall.builder(KEY, InitiationMethod.TRANSFER)
          .parent("call-0")
          .attribute("to", "+1")
          .attribute("recorded", new DocumentValue.Bool(true))
          .build();

  @Test
  void buildersSetEveryPart() {
    assertEquals(
        new CategoryEvent(
            "CustomerAngry",
            10,
            OptionalLong.of(20),
            Optional.of(Score.of(87)),
            Optional.of(Participant.CUSTOMER),
            Optional.of(EventDetails.of(1, 2))),
        CATEGORY);
    assertEquals(
        new SentimentEvent(
            "-62.5",
            30,
            OptionalLong.of(40),
            Optional.of(Score.of("1.5")),
            Participant.AGENT,
            Optional.of(EventDetails.of(3, 4))),
        SENTIMENT);
    assertEquals(new EventBatch("S", Optional.of(true), List.of(CATEGORY, SENTIMENT)), BATCH);
    assertEquals(
        new VoiceCall(
            KEY,
            InitiationMethod.TRANSFER,
            Optional.of("call-0"),
            Map.of("to", new DocumentValue.Text("+1"), "recorded", new DocumentValue.Bool(true))),
        CALL);
  }

  @Test
  void buildersRefuseWhatTheContractRefuses() {
    assertThrows(
        ContractViolationException.class, () -> CategoryEvent.builder("x", 10).endTime(9).build());
    assertThrows(ContractViolationException.class, () -> EventBatch.builder("S").build());
    assertThrows(
        ContractViolationException.class,
        () -> VoiceCall.builder(KEY, InitiationMethod.TRANSFER).build());
  }

  @Test
  void valuesPrintThemselvesInOneReadableLine() {
    ConversationId conversation =
        new ConversationId(CallCenterId.of("00D000000000000EAA", "Acme"), KEY);
    Submission submission =
        new Submission(conversation, KEY, Optional.empty(), BATCH, Instant.EPOCH);
    String batch =
        "\"S\": \"CustomerAngry\" at 10 by CUSTOMER, score 87; sentiment -62.50 of AGENT at 30,"
            + " score 1.5";
    assertEquals(batch, BATCH.toString());
    assertEquals(
        "00D000000000000EAA/Acme/call-1 #3 (late) " + batch,
        submission.delivered(3, true).toString());
    assertEquals("00D000000000000EAA/Acme/call-1 " + batch, submission.toString());
    assertEquals("call-1 (Transfer of \"call-0\", 2 attributes)", CALL.toString());
    assertEquals(
        "400 [KEY-1: No.]", Problem.of(ProblemType.INVALID_KEY, Clause.KEY_1, "No.").toString());
    EventBatch many =
        EventBatch.of(
            "S",
            CategoryEvent.of("a", 1),
            CategoryEvent.of("b\n", 2),
            CategoryEvent.of("c", 3),
            CategoryEvent.of("d", 4),
            CategoryEvent.of("e", 5));
    assertEquals("\"S\": \"a\" at 1; \"b\\u{a}\" at 2; \"c\" at 3; and 2 more", many.toString());
    for (Object value : List.of(BATCH, CALL, submission, CATEGORY, SENTIMENT)) {
      assertFalse(value.toString().contains("Optional"), value::toString);
    }
  }
}
