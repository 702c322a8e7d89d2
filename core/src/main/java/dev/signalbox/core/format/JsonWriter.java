package dev.signalbox.core.format;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.internal.json.JsonText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the JSON form of the contract's documents. */
final class JsonWriter {
  /** The type of the toolkit's event (TLK-1). */
  static final String INTELLIGENCE_SIGNAL = "INTELLIGENCE_SIGNAL";

  /** Stands beside the detail of a batch that is delivered again (DLV-1). */
  static final String REDELIVERED = "redelivered";

  private JsonWriter() {}

  /** See {@link dev.signalbox.core.format.JsonFormat#writeBatch}. */
  static String batch(EventBatch batch) {
    JsonText json = new JsonText().object();
    body(json, batch);
    return json.endObject().toString();
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#toolkitEvent}. */
  static String toolkitEvent(DeliveredBatch delivered) {
    var callCenter = delivered.conversation().callCenter();
    JsonText json =
        new JsonText(512)
            .object()
            .name("type")
            .value(INTELLIGENCE_SIGNAL)
            .name("detail")
            .object()
            .name("callId")
            .value(delivered.conversation().firstKey().value())
            .name("vendorCallKey")
            .value(delivered.vendorCallKey().value())
            .name("orgId")
            .value(callCenter.orgId().value())
            .name("callCenter")
            .value(callCenter.apiName());
    if (delivered.providerName().isPresent()) {
      json.name("providerName").value(delivered.providerName().get().value());
    }
    body(json, delivered.batch());
    json.name("serverReceivedTimestamp")
        .value(delivered.receivedAt().toEpochMilli())
        .name("sequence")
        .value(delivered.sequence())
        .name("late")
        .value(delivered.late())
        .endObject();
    if (delivered.redelivered()) {
      // Beside the detail, whose members TLK-1 fixes, and only where there is something to say.
      json.name(REDELIVERED).value(true);
    }
    return json.endObject().toString();
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#writeVoiceCall}. */
  static String voiceCall(VoiceCall call) {
    JsonText json =
        new JsonText()
            .object()
            .name("vendorCallKey")
            .value(call.vendorCallKey().value())
            .name("initiationMethod")
            .value(call.initiationMethod().wireName());
    if (call.parent().isPresent()) {
      json.name("parentVoiceCallId").value(call.parent().get());
    }
    call.attributes().forEach((name, value) -> value(json.name(name), value));
    return json.endObject().toString();
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#writeRegistered}. */
  static String registered(VoiceCallId voiceCallId, @Nullable String errors) {
    JsonText json =
        new JsonText().object().name("voiceCallId").value(voiceCallId.value()).name("errors");
    if (errors == null) {
      json.array().endArray();
    } else {
      json.value(errors);
    }
    return json.endObject().toString();
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#writeProblem}. */
  static String problem(Problem rejected) {
    JsonText json =
        new JsonText(512)
            .object()
            .name("type")
            .value(rejected.type().uri())
            .name("title")
            .value(rejected.type().title())
            .name("status")
            .value(rejected.type().status())
            .name("detail")
            .value(rejected.detail())
            .name("errors")
            .array();
    for (Violation violation : rejected.violations()) {
      json.object()
          .name("clause")
          .value(violation.clause().id())
          .name("pointer")
          .value(violation.pointer())
          .name("detail")
          .value(violation.detail())
          .endObject();
    }
    return json.endArray().endObject().toString();
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#event}. */
  static String event(ConversationEvent event) {
    JsonText json = new JsonText();
    event(json, event);
    return json.toString();
  }

  private static void body(JsonText json, EventBatch batch) {
    json.name("service").value(batch.service());
    if (batch.persist().isPresent()) {
      json.name("persist").value(batch.persist().get());
    }
    json.name("events").array();
    for (ConversationEvent event : batch.events()) {
      event(json, event);
    }
    json.endArray();
  }

  private static void event(JsonText json, ConversationEvent event) {
    name(json.object(), EventProperty.TYPE).value(event.type().wireName());
    name(json, EventProperty.VALUE).value(event.value());
    name(json, EventProperty.START_TIME).value(event.startTime());
    if (event.participant().isPresent()) {
      Participant participant = event.participant().get();
      name(json, EventProperty.PARTICIPANT).value(participant.name());
    }
    if (event.score().isPresent()) {
      Score score = event.score().get();
      name(json, EventProperty.SCORE);
      if (score.number()) {
        json.raw(score.literal());
      } else {
        json.value(score.literal());
      }
    }
    if (event.endTime().isPresent()) {
      name(json, EventProperty.END_TIME).value(event.endTime().getAsLong());
    }
    if (event.details().isPresent()) {
      details(name(json, EventProperty.DETAILS), event.details().get());
    }
    json.endObject();
  }

  private static void details(JsonText json, EventDetails details) {
    json.object();
    if (details.beginOffsetMillis().isPresent()) {
      name(json, EventProperty.BEGIN_OFFSET_MILLIS).value(details.beginOffsetMillis().getAsLong());
    }
    if (details.endOffsetMillis().isPresent()) {
      name(json, EventProperty.END_OFFSET_MILLIS).value(details.endOffsetMillis().getAsLong());
    }
    json.endObject();
  }

  private static JsonText name(JsonText json, EventProperty property) {
    return json.name(property.wireName());
  }

  /** See {@link JsonFormat#writeObject}. */
  static String object(Map<String, DocumentValue> members) {
    JsonText json = new JsonText();
    value(json, new DocumentValue.Structure(members));
    return json.toString();
  }

  private static void value(JsonText json, DocumentValue value) {
    if (value instanceof DocumentValue.Text text) {
      json.value(text.value());
    } else if (value instanceof DocumentValue.Numeral number) {
      json.raw(number.literal());
    } else if (value instanceof DocumentValue.Bool bool) {
      json.value(bool.value());
    } else if (value instanceof DocumentValue.Structure object) {
      json.object();
      object.members().forEach((name, member) -> value(json.name(name), member));
      json.endObject();
    } else if (value instanceof DocumentValue.Sequence array) {
      json.array();
      array.elements().forEach(element -> value(json, element));
      json.endArray();
    } else {
      json.raw("null");
    }
  }
}
