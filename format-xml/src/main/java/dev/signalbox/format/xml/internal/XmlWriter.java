package dev.signalbox.format.xml.internal;

import com.ctc.wstx.io.WstxInputData;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the XML format of the contract's documents, without an XML declaration. */
public final class XmlWriter {
  /** An array's element, where the array has no name that could be repeated. */
  private static final String ITEM = "item";

  private XmlWriter() {}

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeBatch}. */
  public static String batch(EventBatch batch) {
    XmlText xml = new XmlText().open(XmlReader.BATCH).element("service", batch.service());
    if (batch.persist().isPresent()) {
      xml.element("persist", batch.persist().get().toString());
    }
    for (ConversationEvent event : batch.events()) {
      event(xml.open(XmlReader.EVENTS), event);
      xml.close(XmlReader.EVENTS);
    }
    return xml.close(XmlReader.BATCH).toString();
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeVoiceCall}. */
  public static String voiceCall(VoiceCall call) {
    XmlText xml =
        new XmlText()
            .open(XmlReader.VOICE_CALL)
            .element("vendorCallKey", call.vendorCallKey().value())
            .element("initiationMethod", call.initiationMethod().wireName());
    if (call.parent().isPresent()) {
      xml.element("parentVoiceCallId", call.parent().get());
    }
    call.attributes()
        .forEach(
            (name, value) -> {
              if (name.equals(XmlReader.PARTICIPANTS)) {
                member(xml, name, value, 2);
              } else {
                value(xml, name, value, 2);
              }
            });
    return xml.close(XmlReader.VOICE_CALL).toString();
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeAccepted}. */
  public static String accepted() {
    return new XmlText()
        .open("response")
        .element("status", "202 Accepted")
        .close("response")
        .toString();
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeRegistered}. */
  public static String registered(VoiceCallId voiceCallId, @Nullable String errors) {
    XmlText xml = new XmlText().open("response").element("voiceCallId", voiceCallId.value());
    if (errors == null) {
      xml.empty("errors");
    } else {
      xml.element("errors", errors);
    }
    return xml.close("response").toString();
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeObject}. */
  public static String object(String root, Map<String, DocumentValue> members) {
    XmlText xml = new XmlText().open(root);
    members.forEach((name, value) -> member(xml, name, value, 2));
    return xml.close(root).toString();
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#writeProblem}. */
  public static String problem(Problem rejected) {
    XmlText xml =
        new XmlText()
            // RFC 9457 kept its predecessor's namespace.
            .open("problem", "urn:ietf:rfc:7807")
            .element("type", rejected.type().uri())
            .element("title", rejected.type().title())
            .element("status", rejected.type().status())
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

  /** Writes a value as one element, of this depth; nothing for null, or where it can't stand. */
  private static void value(XmlText xml, String name, DocumentValue value, int depth) {
    if (depth > XmlScanner.MAX_DEPTH || !isName(name)) {
      return;
    }
    if (value instanceof DocumentValue.Text text) {
      xml.element(name, text.value());
    } else if (value instanceof DocumentValue.Numeral number) {
      xml.element(name, number.literal());
    } else if (value instanceof DocumentValue.Bool bool) {
      xml.element(name, Boolean.toString(bool.value()));
    } else if (value instanceof DocumentValue.Structure object) {
      xml.open(name);
      object.members().forEach((member, content) -> member(xml, member, content, depth + 1));
      xml.close(name);
    } else if (value instanceof DocumentValue.Sequence array) {
      xml.open(name);
      repeated(xml, ITEM, array, depth + 1);
      xml.close(name);
    }
  }

  private static void member(XmlText xml, String name, DocumentValue value, int depth) {
    if (value instanceof DocumentValue.Sequence array) {
      repeated(xml, name, array, depth);
    } else {
      value(xml, name, value, depth);
    }
  }

  /** Writes the elements of an array as elements of one name. */
  private static void repeated(XmlText xml, String name, DocumentValue.Sequence array, int depth) {
    array.elements().forEach(element -> value(xml, name, element, depth));
  }

  /** Whether an element can have the name, and it would be read as one without a prefix. */
  private static boolean isName(String name) {
    return !name.isEmpty() && WstxInputData.findIllegalNameChar(name, true, false) < 0;
  }
}
