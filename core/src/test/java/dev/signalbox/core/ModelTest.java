package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.RawEvent;
import dev.signalbox.core.format.RawValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract refuses can't be built in code either; and what XML gives is judged alike. */
class ModelTest {
  private static final OptionalLong NO_TIME = OptionalLong.empty();

  private static List<String> faults(Executable building) {
    return assertThrows(ContractViolationException.class, building).violations().stream()
        .map(v -> v.clause() + " " + v.pointer())
        .toList();
  }

  @Test
  void anEventReportsEverythingThatIsWrongWithIt() {
    assertEquals(
        List.of("EVT-2 /value", "EVT-3 /startTime", "EVT-7 /endTime"),
        faults(
            () ->
                new CategoryEvent(
                    "\u00A0",
                    -1,
                    OptionalLong.of(-2),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
    assertEquals(
        List.of("EVT-5 /value", "EVT-3 /startTime"),
        faults(() -> SentimentEvent.of("1001", -1, Participant.AGENT)));
    assertEquals(
        List.of("EVT-7 /details/BeginOffsetMillis", "EVT-7 /details/EndOffsetMillis"),
        faults(() -> EventDetails.of(-1, -2)));
    assertEquals(List.of("EVT-7 /details/EndOffsetMillis"), faults(() -> EventDetails.of(2, 1)));
  }

  @Test
  void aBatchReportsEverythingThatIsWrongWithIt() {
    assertEquals(
        List.of("BODY-1 /service", "BODY-3 /events"), faults(() -> EventBatch.of("\uFFFE")));
    assertEquals(
        List.of("EVT-4 /events/1/startTime", "EVT-4 /events/3/startTime"),
        faults(
            () ->
                EventBatch.of(
                    "S",
                    CategoryEvent.of("a", 5),
                    CategoryEvent.of("b", 4),
                    CategoryEvent.of("c", 4),
                    CategoryEvent.of("d", 3))));
  }

  @Test
  void aBatchKeepsItsOwnListOfEvents() {
    List<ConversationEvent> events = new ArrayList<>(List.of(CategoryEvent.of("a", 5)));
    EventBatch batch = new EventBatch("S", Optional.empty(), events);
    events.clear();
    assertEquals(1, batch.events().size());
    assertThrows(UnsupportedOperationException.class, () -> batch.events().clear());
  }

  @Test
  void anExceptionThatCrossedAStreamKeepsItsMessage() throws Exception {
    ContractViolationException thrown =
        assertThrows(ContractViolationException.class, () -> EventBatch.of(""));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ContractViolationException read = (ContractViolationException) in.readObject();
      assertEquals(thrown.getMessage(), read.getMessage());
      assertEquals(List.of(), read.violations());
    }
  }

  @Test
  void noPartIsNull() {
    List<Executable> buildings =
        List.of(
            () -> CategoryEvent.of(null, 1),
            () ->
                new CategoryEvent(
                    "V", 1, null, Optional.empty(), Optional.empty(), Optional.empty()),
            () -> new CategoryEvent("V", 1, NO_TIME, null, Optional.empty(), Optional.empty()),
            () -> new CategoryEvent("V", 1, NO_TIME, Optional.empty(), null, Optional.empty()),
            () -> new CategoryEvent("V", 1, NO_TIME, Optional.empty(), Optional.empty(), null),
            () -> SentimentEvent.of("1", 1, null),
            () -> new EventBatch("S", null, List.of(CategoryEvent.of("V", 1))),
            () -> EventBatch.of("S", (ConversationEvent) null),
            () -> new Violation(Clause.EVT_1, null, "x"),
            () -> new ConversationId(null, new VendorCallKey("k")),
            () -> new CallCenterId(null, "x"));
    for (Executable building : buildings) {
      assertThrows(NullPointerException.class, building);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"01", "1.", ".5", "+1", "", "-", "1e", "1e+", "1 ", "NaN", "1E1E1", "0x1"})
  void aScoresNumberIsJsons(String literal) {
    assertEquals(List.of("EVT-6 "), faults(() -> new Score(literal, true)));
  }

  @Test
  void aScoresNumberHasNoMoreDigitsThanADocumentMayHave() {
    String longest = "0." + "1".repeat(999);
    assertEquals(longest, new Score(longest, true).literal());
    assertEquals(List.of("EVT-6 "), faults(() -> new Score(longest + "1", true)));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "10.50, 10.50",
    "1e2, 100",
    "1E+3, 1000",
    "100000e-2, 1000.00",
    "12.5e1, 125",
    "5e-3, 0.005",
    "0.0e9, 0",
    "1e-27, 0.000000000000000000000000001",
    "1.9e-27, 0.000000000000000000000000001",
    "9e-28, 0",
    "1e-999999999999, 0",
    "123.4567890123456789012345678901234567890, 123.456789012345678901234567890"
  })
  void aScoreAsADecimal(String literal, String decimal) {
    assertEquals(decimal, new Score(literal, true).decimal());
  }

  @Test
  void aContractsServicesAreThoseOfItsProfile() {
    assertEquals(
        Set.of("AmazonConnectContactLens"),
        new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT).services());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ContractOptions(Profile.V58, Set.of("b", "a"), Ordering.REJECT));
    assertTrue(refusal.getMessage().endsWith("not a, b."), refusal.getMessage());
  }

  @Test
  void aContractAllowsNoServiceThatNoBatchCanName() {
    for (String service : List.of("", " \t", "\u00a0", "a\u0000", "\ud800")) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> new ContractOptions(Profile.V67, Set.of("Allowed", service), Ordering.REJECT));
      assertTrue(refusal.getMessage().startsWith("BODY-1: "), refusal.getMessage());
    }
  }

  private static RawValue text(String text) {
    return new RawValue(RawValue.Kind.TEXT, text);
  }

  private static Validated<EventBatch> xml(Optional<RawValue> persist, RawEvent event) {
    return new BatchValidator(ContractOptions.STANDARD)
        .validate(
            new RawBatch(
                Optional.of(text("S")),
                persist,
                Optional.of(new RawBatch.EventArray(List.of(event)))));
  }

  private static RawEvent xmlEvent() {
    RawEvent event = RawEvent.object();
    event.put(EventProperty.TYPE, text("IntelligenceSignal__Category"));
    event.put(EventProperty.VALUE, text(" V "));
    event.put(EventProperty.START_TIME, text("\n +007 "));
    return event;
  }

  @ParameterizedTest
  @CsvSource({"true, true", "1, true", "false, false", "0, false", "' true\n', true"})
  void xmlsBooleans(String text, boolean persist) {
    EventBatch batch = xml(Optional.of(text(text)), xmlEvent()).orThrow();
    assertEquals(Optional.of(persist), batch.persist());
    assertEquals(CategoryEvent.of(" V ", 7), batch.events().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "yes", "01", "2", "t rue"})
  void nothingElseIsABooleanInXml(String text) {
    Validated<EventBatch> batch = xml(Optional.of(text(text)), xmlEvent());
    assertFalse(batch.isValid());
    assertEquals(Clause.BODY_6, batch.violations().get(0).clause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+",
        "-",
        "+-1",
        "1.0",
        "1e3",
        "0x1",
        "1 2",
        "9223372036854775808",
        "\u0661"
      })
  void nothingElseIsALongInXml(String text) {
    RawEvent event = xmlEvent();
    event.put(EventProperty.END_TIME, text(text));
    Validated<EventBatch> batch = xml(Optional.empty(), event);
    assertEquals(
        List.of("EVT-7 /events/0/endTime"),
        batch.violations().stream().map(v -> v.clause() + " " + v.pointer()).toList());
  }

  @Test
  void anEmptyElementIsAnObjectWithoutProperties() {
    for (String nothing : List.of("", "\n  ")) {
      RawEvent event = xmlEvent();
      event.put(EventProperty.DETAILS, text(nothing));
      assertEquals(
          Optional.of(new EventDetails(NO_TIME, NO_TIME)),
          xml(Optional.empty(), event).orThrow().events().get(0).details());
    }
    RawEvent event = xmlEvent();
    event.put(EventProperty.DETAILS, text("x"));
    assertEquals(Clause.EVT_7, xml(Optional.empty(), event).violations().get(0).clause());
  }

  @Test
  void whatIsNoObjectHasNoProperties() {
    assertThrows(
        IllegalStateException.class,
        () -> RawEvent.notAnObject().put(EventProperty.TYPE, text("x")));
    assertEquals(Optional.empty(), RawEvent.notAnObject().get(EventProperty.TYPE));
  }

  /** A hash map needs it for keys with one hash, of which a sender can make any number. */
  @Test
  void keysAndConversationsAreOrderedAsTheyAreEqual() {
    List<ConversationId> ids = new ArrayList<>();
    for (String org : List.of("00D000000000000", "00D000000000001")) {
      for (String name : List.of("Aa", "BB")) {
        for (String key : List.of("AaAa", "AaBB", "BBAa", "BBBB")) {
          ids.add(new ConversationId(CallCenterId.of(org, name), new VendorCallKey(key)));
        }
      }
    }
    assertEquals("AaBB".hashCode(), "BBAa".hashCode());
    for (ConversationId a : ids) {
      for (ConversationId b : ids) {
        assertEquals(a.equals(b), a.compareTo(b) == 0);
        assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)));
        assertEquals(a.firstKey().equals(b.firstKey()), a.firstKey().compareTo(b.firstKey()) == 0);
      }
    }
  }
}
