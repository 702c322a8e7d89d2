package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The small values: when they are equal, what they print, and what they refuse. */
class PartsTest {
  @Test
  void anOrgIdKeepsTheFormThatWasGiven() {
    OrgId shorter = new OrgId("00D000000000001");
    OrgId longer = new OrgId("00D000000000001EAA");
    assertEquals("00D000000000001", shorter.asGiven());
    assertEquals("00D000000000001EAA", longer.asGiven());
    assertEquals(shorter, longer);
    assertEquals("00D000000000001EAA".hashCode(), shorter.hashCode());
    assertNotEquals(shorter, new OrgId("00D000000000002"));
    assertNotEquals(shorter, (Object) "00D000000000001EAA");
  }

  @Test
  void aRefusalNamesWhatWasGiven() {
    assertTrue(
        OrgId.parse("x\n")
            .violations()
            .get(0)
            .detail()
            .startsWith("\"x\\u{a}\" is not an org id: "));
    assertTrue(
        assertThrows(ContractViolationException.class, () -> new VoiceCallId("x\n"))
            .violations()
            .get(0)
            .detail()
            .startsWith("\"x\\u{a}\" is not a voiceCallId: "));
    assertTrue(
        assertThrows(ContractViolationException.class, () -> Score.of("x"))
            .violations()
            .get(0)
            .detail()
            .endsWith(": \"x\" is not one."));
  }

  @Test
  void aVoiceCallIdPrintsItsLongerForm() {
    assertEquals("0LQ000000000001GAA", new VoiceCallId("0LQ000000000001").toString());
    assertFalse(VoiceCallId.isVoiceCallId("0LQ00000000000"));
  }

  @Test
  void aHeaderWithoutTextNamesNoProvider() {
    assertEquals(Validated.valid(Optional.empty()), ProviderName.ofHeader(" "));
    assertEquals(
        Validated.valid(Optional.of(new ProviderName(" connect"))),
        ProviderName.ofHeader(" connect"));
    assertEquals(
        List.of(Clause.HDR_2),
        ProviderName.ofHeader("a\n").violations().stream().map(Violation::clause).toList());
    assertEquals("connect", new ProviderName("connect").toString());
  }

  @Test
  void aScoreIsANumberInEitherForm() {
    assertEquals(new BigDecimal("12.5"), Score.of("12.5").value());
    assertEquals(new BigDecimal("100"), new Score("1e2", true).value());
    assertEquals(new Score("7", true), Score.of(7));
    assertEquals("-0", Score.of("-0").decimal());
    assertTrue(Score.isScore("1000"));
    assertFalse(Score.isScore("1000.1"));
    assertFalse(Score.isScore("1e2"));
    for (String literal : List.of("1e2", "1001", "-1", "x")) {
      assertThrows(ContractViolationException.class, () -> Score.of(literal));
    }
    assertThrows(ContractViolationException.class, () -> Score.of(1001));
    assertThrows(ContractViolationException.class, () -> Score.of(-1));
  }

  @Test
  void offsetsThatAreNotThereAreQuestionMarks() {
    assertEquals("1 to 2 ms", EventDetails.of(1, 2).toString());
    assertEquals(
        "? to 2 ms", new EventDetails(OptionalLong.empty(), OptionalLong.of(2)).toString());
    assertEquals(
        "1 to ? ms", new EventDetails(OptionalLong.of(1), OptionalLong.empty()).toString());
  }

  @Test
  void aViolationNamesItsPlaceWhereItHasOne() {
    assertEquals("KEY-1: No.", new Violation(Clause.KEY_1, "", "No.").toString());
    assertEquals("KEY-1 at /k: No.", new Violation(Clause.KEY_1, "/k", "No.").toString());
    assertEquals(
        "KEY-1 /k: No.; KEY-2 : Not.",
        new ContractViolationException(
                List.of(
                    new Violation(Clause.KEY_1, "/k", "No."),
                    new Violation(Clause.KEY_2, "", "Not.")))
            .getMessage());
  }

  @Test
  void aCallPrintsWhatItHas() {
    VendorCallKey key = new VendorCallKey("k");
    assertEquals("k (Inbound)", VoiceCall.of(key, InitiationMethod.INBOUND).toString());
    assertEquals("k (Transfer of \"p\")", VoiceCall.transfer(key, "p").toString());
  }

  @Test
  void aBatchPrintsItsFirstThreeEvents() {
    CategoryEvent event = CategoryEvent.of("a", 1);
    assertEquals(
        "\"S\": \"a\" at 1; \"a\" at 1; \"a\" at 1",
        EventBatch.of("S", event, event, event).toString());
    assertEquals(
        "\"S\": \"a\" at 1; \"a\" at 1; \"a\" at 1; and 1 more",
        EventBatch.of("S", event, event, event, event).toString());
  }

  @Test
  void sortingIsByTimeAndLeavesEqualTimesAsTheyAre() {
    CategoryEvent first = CategoryEvent.of("first", 2);
    CategoryEvent second = CategoryEvent.of("second", 2);
    CategoryEvent earlier = CategoryEvent.of("earlier", 1);
    assertEquals(
        List.of(earlier, first, second),
        EventBatch.sorted("S", Optional.of(true), List.of(first, second, earlier)).events());
  }

  @Test
  void anEventsTypeIsThatOfItsClass() {
    CategoryEvent category = CategoryEvent.of("a", 1);
    SentimentEvent sentiment = SentimentEvent.of("1", 1, Participant.CUSTOMER);
    assertEquals(EventType.CATEGORY, category.type());
    assertEquals(EventType.SENTIMENT, sentiment.type());
    assertEquals(Optional.of(Participant.CUSTOMER), sentiment.participant());
    for (EventType type : EventType.values()) {
      assertEquals(Optional.of(type), EventType.ofWireName(type.wireName()));
    }
    assertEquals(Optional.empty(), EventType.ofWireName("intelligencesignal__category"));
  }

  @Test
  void aDocumentsValuesAreCopied() {
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    members.put("b", new DocumentValue.Text("1"));
    members.put("a", new DocumentValue.Null());
    DocumentValue.Structure structure = new DocumentValue.Structure(members);
    members.clear();
    assertEquals(List.of("b", "a"), List.copyOf(structure.members().keySet()));
    assertThrows(UnsupportedOperationException.class, () -> structure.members().clear());
    assertEquals(Optional.of("1"), structure.members().get("b").asText());
    assertEquals(Optional.empty(), structure.members().get("a").asText());
    assertThrows(NullPointerException.class, () -> new DocumentValue.Text(null));
    assertThrows(NullPointerException.class, () -> new DocumentValue.Numeral(null));
  }

  @Test
  void whatIsInvalidStaysSo() {
    Violation violation = new Violation(Clause.KEY_1, "", "No.");
    Validated<String> invalid = Validated.invalid(List.of(violation));
    assertFalse(invalid.isValid());
    assertEquals(Validated.invalid(Clause.KEY_1, "", "No."), invalid.map(String::length));
    assertEquals(
        Validated.invalid(List.of(violation)),
        invalid.flatMap(text -> Validated.valid(text.length())));
    assertEquals(
        List.of(violation),
        assertThrows(ContractViolationException.class, invalid::orThrow).violations());
    assertThrows(IllegalArgumentException.class, () -> Validated.invalid(List.of()));
  }

  @Test
  void whatIsValidIsPassedOn() {
    Validated<String> valid = Validated.valid("text");
    assertTrue(valid.isValid());
    assertEquals(List.of(), valid.violations());
    assertEquals("text", valid.orThrow());
    assertEquals(Validated.valid(4), valid.map(String::length));
    assertEquals(Validated.valid(4), valid.flatMap(text -> Validated.valid(text.length())));
  }
}
