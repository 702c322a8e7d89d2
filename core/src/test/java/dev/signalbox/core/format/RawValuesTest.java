package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DocumentValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a document gave, before it is judged. */
class RawValuesTest {
  private static final DocumentValue TEXT = new DocumentValue.Text("x");
  private static final DocumentValue NUMBER = new DocumentValue.Numeral("1.0");
  private static final DocumentValue OBJECT = new DocumentValue.Structure(Map.of("a", TEXT));
  private static final DocumentValue ARRAY = new DocumentValue.Sequence(List.of(TEXT));

  private static RawValue text(String text) {
    return new RawValue(RawValue.Kind.TEXT, text);
  }

  private static RawValue string(String text) {
    return new RawValue(RawValue.Kind.STRING, text);
  }

  private static RawValue number(String literal) {
    return new RawValue(RawValue.Kind.NUMBER, literal);
  }

  @Test
  void aDocumentsValueIsOfItsKind() {
    assertEquals(string("x"), RawValue.of(TEXT));
    assertEquals(number("1.0"), RawValue.of(NUMBER));
    assertEquals(RawValue.TRUE, RawValue.of(new DocumentValue.Bool(true)));
    assertEquals(RawValue.FALSE, RawValue.of(new DocumentValue.Bool(false)));
    assertEquals(RawValue.NULL, RawValue.of(new DocumentValue.Null()));
    assertEquals(RawValue.OBJECT, RawValue.of(OBJECT));
    assertEquals(RawValue.ARRAY, RawValue.of(ARRAY));
  }

  @Test
  void textIsAStringOrAnElementsContent() {
    assertTrue(string("x").isText());
    assertTrue(text("x").isText());
    for (RawValue other : List.of(number("1"), RawValue.TRUE, RawValue.NULL, RawValue.OBJECT)) {
      assertFalse(other.isText());
    }
  }

  @Test
  void anElementWithoutContentIsAnObject() {
    assertTrue(RawValue.OBJECT.isObject());
    assertTrue(text(" \n").isObject());
    for (RawValue other : List.of(text("x"), string(""), RawValue.ARRAY, RawValue.NULL)) {
      assertFalse(other.isObject());
    }
  }

  @Test
  void numbersAndElementsCanBeIntegers() {
    assertEquals(OptionalLong.of(-7), number("-7").asInteger());
    assertEquals(OptionalLong.of(7), text(" +7 ").asInteger());
    for (RawValue other : List.of(number("+7"), number("7.0"), string("7"), RawValue.TRUE)) {
      assertEquals(OptionalLong.empty(), other.asInteger());
    }
  }

  @Test
  void onlyAnElementsTextCanBeABoolean() {
    assertEquals(Optional.of(true), RawValue.TRUE.asBoolean());
    assertEquals(Optional.of(false), RawValue.FALSE.asBoolean());
    assertEquals(Optional.of(true), text("\n1 ").asBoolean());
    assertEquals(Optional.of(false), text("false").asBoolean());
    for (RawValue other : List.of(text("no"), string("true"), number("1"), RawValue.NULL)) {
      assertEquals(Optional.empty(), other.asBoolean());
    }
  }

  @Test
  void aWholeDocumentGivesTheSameBatchAsOneThatIsStreamed() {
    Map<String, DocumentValue> event =
        Map.of(
            "type",
            TEXT,
            "endTime",
            NUMBER,
            "BeginOffsetMillis",
            TEXT,
            "details",
            new DocumentValue.Structure(Map.of("EndOffsetMillis", NUMBER, "type", NUMBER)));
    RawBatch batch =
        RawBatch.of(
            Map.of(
                "service",
                TEXT,
                "persist",
                new DocumentValue.Null(),
                "events",
                new DocumentValue.Sequence(List.of(new DocumentValue.Structure(event), NUMBER))));
    assertEquals(Optional.of(string("x")), batch.service());
    assertEquals(Optional.of(RawValue.NULL), batch.persist());
    List<RawEvent> events = ((RawBatch.EventArray) batch.events().orElseThrow()).elements();
    assertEquals(2, events.size());
    assertTrue(events.get(0).isObject());
    assertFalse(events.get(1).isObject());
    assertEquals(Optional.of(string("x")), events.get(0).get(EventProperty.TYPE));
    assertEquals(Optional.of(number("1.0")), events.get(0).get(EventProperty.END_TIME));
    assertEquals(Optional.of(RawValue.OBJECT), events.get(0).get(EventProperty.DETAILS));
    assertEquals(Optional.empty(), events.get(0).get(EventProperty.BEGIN_OFFSET_MILLIS));
    assertEquals(Optional.of(number("1.0")), events.get(0).get(EventProperty.END_OFFSET_MILLIS));
    assertEquals(Optional.empty(), events.get(0).get(EventProperty.SCORE));
    assertEquals(Optional.empty(), RawEvent.object().get(EventProperty.SCORE));
  }

  @Test
  void whatIsMissingOrNoArrayIsToldApart() {
    assertEquals(
        new RawBatch(Optional.empty(), Optional.empty(), Optional.empty()),
        RawBatch.of(Map.of("other", TEXT)));
    assertEquals(
        Optional.of(new RawBatch.NotAnArray()), RawBatch.of(Map.of("events", OBJECT)).events());
  }

  @Test
  void theDetailsHavePropertiesOfTheirOwn() {
    for (EventProperty property : EventProperty.values()) {
      boolean inDetails = property.wireName().endsWith("OffsetMillis");
      assertEquals(
          inDetails ? Optional.empty() : Optional.of(property),
          EventProperty.ofEvent(property.wireName()));
      assertEquals(
          inDetails ? Optional.of(property) : Optional.empty(),
          EventProperty.ofDetails(property.wireName()));
      assertEquals((inDetails ? "/details/" : "/") + property.wireName(), property.pointer());
    }
    assertEquals(Optional.empty(), EventProperty.ofEvent("Type"));
    assertEquals(Optional.empty(), EventProperty.ofDetails(""));
  }
}
