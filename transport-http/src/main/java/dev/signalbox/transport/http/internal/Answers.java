package dev.signalbox.transport.http.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.RawValue;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what an endpoint answers. Nothing in it has to be right: what can't be read is left out.
 */
final class Answers {
  private static final JsonProvider JSON = Providers.json();
  private static final int MAX_DETAIL = 500;

  private Answers() {}

  /** The violations that a problem lists, as far as their clauses are known here (RES-3). */
  static List<Violation> violations(byte[] body) {
    List<Violation> violations = new ArrayList<>();
    for (JsonObject error : errors(body)) {
      Clause.byId(text(error, "clause"))
          .ifPresent(
              clause ->
                  violations.add(
                      new Violation(clause, text(error, "pointer"), text(error, "detail"))));
    }
    return violations;
  }

  /** A problem's own sentence. */
  static Optional<String> detail(byte[] body) {
    Map<String, RawValue> members = members(body);
    return Optional.ofNullable(members.get("detail"))
        .or(() -> Optional.ofNullable(members.get("title")))
        .filter(RawValue::isText)
        .map(RawValue::text)
        .map(Answers::printable)
        .filter(text -> !text.isBlank());
  }

  /** The id of a voice call's record (CALL-1). */
  static Optional<VoiceCallId> voiceCallId(byte[] body) {
    return Optional.ofNullable(members(body).get("voiceCallId"))
        .filter(RawValue::isText)
        .map(RawValue::text)
        .filter(VoiceCallId::isVoiceCallId)
        .map(VoiceCallId::new);
  }

  private static Map<String, RawValue> members(byte[] body) {
    return JsonForm.INSTANCE.readObject(body)
            instanceof dev.signalbox.core.Checked.Valid<Map<String, RawValue>> valid
        ? valid.value()
        : Map.of();
  }

  private static List<JsonObject> errors(byte[] body) {
    RawValue errors = members(body).get("errors");
    if (errors == null || errors.kind() != RawValue.Kind.ARRAY) {
      return List.of();
    }
    try (JsonReader reader = JSON.createReader(new StringReader(errors.text()))) {
      JsonArray array = reader.readArray();
      return array.stream()
          .filter(value -> value.getValueType() == JsonValue.ValueType.OBJECT)
          .map(JsonValue::asJsonObject)
          .toList();
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonString text ? printable(text.getString()) : "";
  }

  /** A peer's words may end up on a terminal. */
  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cc}+", " ");
    return line.length() <= MAX_DETAIL
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, MAX_DETAIL))) + "…";
  }
}
