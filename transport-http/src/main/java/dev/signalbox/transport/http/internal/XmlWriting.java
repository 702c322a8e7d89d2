package dev.signalbox.transport.http.internal;

import com.ctc.wstx.io.WstxInputData;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Rejected;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.EventProperty;
import dev.signalbox.core.spi.RawValue;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.util.NoSuchElementException;

/** Writes the XML form of the contract's documents, without an XML declaration. */
public final class XmlWriting {
  /** An array's element, where the array has no name that could be repeated. */
  private static final String ITEM = "item";

  private XmlWriting() {}

  /** See {@link dev.signalbox.transport.http.XmlForm#writeBatch}. */
  public static String batch(EventBatch batch) {
    XmlText xml = new XmlText().open(XmlReading.BATCH).element("service", batch.service());
    if (batch.persist().isPresent()) {
      xml.element("persist", batch.persist().get().toString());
    }
    for (ConversationEvent event : batch.events()) {
      event(xml.open(XmlReading.EVENTS), event);
      xml.close(XmlReading.EVENTS);
    }
    return xml.close(XmlReading.BATCH).toString();
  }

  /** See {@link dev.signalbox.transport.http.XmlForm#writeVoiceCall}. */
  public static String voiceCall(VoiceCall call) {
    XmlText xml =
        new XmlText()
            .open(XmlReading.VOICE_CALL)
            .element("vendorCallKey", call.vendorCallKey().value())
            .element("initiationMethod", call.initiationMethod().wireName());
    if (call.parent().isPresent()) {
      xml.element("parentVoiceCallId", call.parent().get());
    }
    call.attributes().forEach((name, value) -> attribute(xml, name, value));
    return xml.close(XmlReading.VOICE_CALL).toString();
  }

  /** See {@link dev.signalbox.transport.http.XmlForm#writeAccepted}. */
  public static String accepted() {
    return new XmlText()
        .open("response")
        .element("status", "202 Accepted")
        .close("response")
        .toString();
  }

  /** See {@link dev.signalbox.transport.http.XmlForm#writeRegistered}. */
  public static String registered(VoiceCallId voiceCallId) {
    return new XmlText()
        .open("response")
        .element("voiceCallId", voiceCallId.value())
        .empty("errors")
        .close("response")
        .toString();
  }

  /** See {@link dev.signalbox.transport.http.XmlForm#writeProblem}. */
  public static String problem(Rejected rejected) {
    XmlText xml =
        new XmlText()
            // RFC 9457 kept its predecessor's namespace.
            .open("problem", "urn:ietf:rfc:7807")
            .element("type", rejected.reason().type())
            .element("title", rejected.reason().title())
            .element("status", rejected.reason().status())
            .element("detail", rejected.detail())
            .open("errors");
    for (Violation violation : rejected.violations()) {
      xml.open("error")
          .element("clause", violation.clause().id())
          .element("pointer", violation.pointer())
          .element("detail", violation.detail())
          .close("error");
    }
    return xml.close("errors").close("problem").toString();
  }

  private static void event(XmlText xml, ConversationEvent event) {
    xml.element(EventProperty.TYPE.wireName(), event.type().wireName())
        .element(EventProperty.VALUE.wireName(), event.value())
        .element(EventProperty.START_TIME.wireName(), event.startTime());
    if (event.participant().isPresent()) {
      xml.element(EventProperty.PARTICIPANT.wireName(), event.participant().get().name());
    }
    if (event.score().isPresent()) {
      xml.element(EventProperty.SCORE.wireName(), event.score().get().decimal());
    }
    if (event.endTime().isPresent()) {
      xml.element(EventProperty.END_TIME.wireName(), event.endTime().getAsLong());
    }
    if (event.details().isPresent()) {
      details(xml, event.details().get());
    }
  }

  private static void details(XmlText xml, EventDetails details) {
    xml.open(EventProperty.DETAILS.wireName());
    if (details.beginOffsetMillis().isPresent()) {
      xml.element(
          EventProperty.BEGIN_OFFSET_MILLIS.wireName(), details.beginOffsetMillis().getAsLong());
    }
    if (details.endOffsetMillis().isPresent()) {
      xml.element(
          EventProperty.END_OFFSET_MILLIS.wireName(), details.endOffsetMillis().getAsLong());
    }
    xml.close(EventProperty.DETAILS.wireName());
  }

  private static void attribute(XmlText xml, String name, RawValue value) {
    if (!isName(name)) {
      return;
    }
    switch (value.kind()) {
      case STRING, TEXT, NUMBER, TRUE, FALSE -> xml.element(name, value.text());
      case NULL -> {
        // As good as absent.
      }
      case OBJECT, ARRAY -> {
        try (JsonParser json = XmlReading.JSON.createParser(new StringReader(value.text()))) {
          Event event = json.next();
          if (event == Event.START_ARRAY && name.equals(XmlReading.PARTICIPANTS)) {
            repeated(xml, name, json, 2);
          } else {
            value(xml, name, json, event, 2);
          }
        } catch (JsonException | NoSuchElementException e) {
          throw new IllegalArgumentException(
              "The voice call's attribute " + name + " is not JSON text", e);
        }
      }
    }
  }

  /** Writes a JSON value as one element, of this depth; nothing for null, or too deep down. */
  private static void value(XmlText xml, String name, JsonParser json, Event event, int depth) {
    boolean fits = depth <= XmlScanner.MAX_DEPTH && isName(name);
    switch (event) {
      case START_OBJECT -> {
        if (!fits) {
          json.skipObject();
          return;
        }
        xml.open(name);
        while (json.next() == Event.KEY_NAME) {
          String member = json.getString();
          Event first = json.next();
          if (first == Event.START_ARRAY) {
            repeated(xml, member, json, depth + 1);
          } else {
            value(xml, member, json, first, depth + 1);
          }
        }
        xml.close(name);
      }
      case START_ARRAY -> {
        if (!fits) {
          json.skipArray();
          return;
        }
        xml.open(name);
        repeated(xml, ITEM, json, depth + 1);
        xml.close(name);
      }
      case VALUE_NULL -> {
        // As good as absent.
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        if (fits) {
          xml.element(name, Boolean.toString(event == Event.VALUE_TRUE));
        }
      }
      default -> {
        if (fits) {
          xml.element(name, json.getString());
        }
      }
    }
  }

  /** Writes the elements of a JSON array that has just begun as elements of one name. */
  private static void repeated(XmlText xml, String name, JsonParser json, int depth) {
    for (Event event = json.next(); event != Event.END_ARRAY; event = json.next()) {
      value(xml, name, json, event, depth);
    }
  }

  /** Whether an element can have the name, and it would be read as one without a prefix. */
  private static boolean isName(String name) {
    return !name.isEmpty() && WstxInputData.findIllegalNameChar(name, true, false) < 0;
  }
}
