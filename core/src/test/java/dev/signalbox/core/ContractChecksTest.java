package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check of a single part: what it lets pass, and what it says of what it does not. */
class ContractChecksTest {
  private static Optional<Violation> violation(Clause clause, String pointer, String detail) {
    return Optional.of(new Violation(clause, pointer, detail));
  }

  @Test
  void aValueIsTextThatXmlCanCarry() {
    assertEquals(Optional.empty(), ContractChecks.value("V"));
    assertEquals(
        violation(Clause.EVT_2, "/value", "The value is blank: give the signal's name or score."),
        ContractChecks.value(" "));
    assertEquals(
        violation(
            Clause.EVT_2,
            "/value",
            "The value \"a\\u{0}\" has characters that XML 1.0 does not allow."),
        ContractChecks.value("a\u0000"));
  }

  @Test
  void aSentimentIsADecimalWithinAThousandOfZero() {
    assertEquals(Optional.empty(), ContractChecks.sentiment("-1000.00"));
    assertEquals(
        violation(Clause.EVT_2, "/value", "The value is blank: give the signal's name or score."),
        ContractChecks.sentiment(""));
    assertEquals(
        violation(
            Clause.EVT_5,
            "/value",
            "The sentiment \"1e2\" is not a decimal number such as \"-12.5\" of at most 32"
                + " characters."),
        ContractChecks.sentiment("1e2"));
    assertEquals(
        violation(Clause.EVT_5, "/value", "The sentiment -1000.01 is not between -1000 and 1000."),
        ContractChecks.sentiment("-1000.01"));
  }

  @Test
  void aTimeIsNotNegativeAndNoEndBeforeItsStart() {
    assertEquals(Optional.empty(), ContractChecks.startTime(0));
    assertEquals(
        violation(
            Clause.EVT_3,
            "/startTime",
            "The startTime -1 is negative: give milliseconds since the Unix epoch."),
        ContractChecks.startTime(-1));
    assertEquals(Optional.empty(), ContractChecks.endTime(5, 5));
    assertEquals(
        violation(Clause.EVT_7, "/endTime", "The endTime 4 is before the startTime 5."),
        ContractChecks.endTime(5, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "-, -, ''",
    "0, -, ''",
    "-, 0, ''",
    "0, 0, ''",
    "7, 8, ''",
    "-1, -, BeginOffsetMillis -1 is negative",
    "-, -1, EndOffsetMillis -1 is negative",
    "-1, -2, BeginOffsetMillis -1 is negative; EndOffsetMillis -2 is negative",
    "1, -2, EndOffsetMillis -2 is negative",
    "8, 7, EndOffsetMillis 7 is before the BeginOffsetMillis 8"
  })
  void offsetsStartAtZeroAndEndNoSooner(String begin, String end, String faults) {
    assertEquals(
        faults,
        String.join(
            "; ",
            ContractChecks.details(offset(begin), offset(end)).stream()
                .map(v -> v.detail().replaceAll("^The |(: offsets start at 0)?\\.$", ""))
                .toList()));
  }

  private static OptionalLong offset(String text) {
    return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  @Test
  void aServiceIsTextThatXmlCanCarry() {
    assertEquals(Optional.empty(), ContractChecks.service("S"));
    assertEquals(
        violation(Clause.BODY_1, "/service", "The service is blank: name the intelligence source."),
        ContractChecks.service("\u00A0"));
    assertEquals(
        violation(
            Clause.BODY_1,
            "/service",
            "The service \"\\u{1}\" has characters that XML 1.0 does not allow."),
        ContractChecks.service("\u0001"));
  }

  @Test
  void aBatchSaysWhichEventIsOutOfOrder() {
    assertEquals(
        new Violation(Clause.BODY_3, "/events", "The events are empty: send at least one."),
        ContractChecks.noEvents());
    assertEquals(
        new Violation(
            Clause.EVT_4,
            "/events/7/startTime",
            "The startTime 3 is earlier than the event's before it, 4: sort the events of a batch by"
                + " ascending startTime."),
        ContractChecks.unsorted(7, 3, 4));
  }

  @Test
  void aCallCentersNameIsShortTextWithoutControls() {
    assertEquals(Optional.empty(), ContractChecks.callCenterName("x".repeat(255)));
    for (String name : List.of("", "x".repeat(256), "a\n")) {
      assertEquals(
          List.of(Clause.AUTH_3),
          ContractChecks.callCenterName(name).stream().map(Violation::clause).toList());
    }
  }

  @Test
  void onlyATransferNeedsAParentAndNoParentIsBlank() {
    for (InitiationMethod method : InitiationMethod.values()) {
      Optional<Violation> missing = ContractChecks.parent(Optional.of(method), Optional.empty());
      assertEquals(method == InitiationMethod.TRANSFER, missing.isPresent());
      assertEquals(Optional.empty(), ContractChecks.parent(Optional.of(method), Optional.of("p")));
      assertEquals(
          "The parentVoiceCallId is blank: give the voiceCallId or the vendorCallKey of the call"
              + " before, or leave it out where there is none.",
          ContractChecks.parent(Optional.of(method), Optional.of(" ")).orElseThrow().detail());
    }
    assertEquals(Optional.empty(), ContractChecks.parent(Optional.empty(), Optional.empty()));
  }
}
