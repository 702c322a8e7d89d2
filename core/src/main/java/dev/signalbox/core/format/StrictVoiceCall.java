package dev.signalbox.core.format;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Text;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor requires of a voice call's record beyond key and method (CALL-1, strict mode).
 */
final class StrictVoiceCall {
  private StrictVoiceCall() {}

  static void check(Map<String, DocumentValue> record, List<Violation> violations) {
    for (String name : List.of("callCenterApiName", "to", "from")) {
      requireText(record.get(name), "/" + name, name, violations);
    }
    if (requireText(record.get("startTime"), "/startTime", "startTime", violations)
        && !isDateTime(record.get("startTime"))) {
      report(
          "/startTime",
          "The startTime must be an ISO 8601 time such as 2026-01-31T12:00:00.000Z.",
          violations);
    }
    participants(record.get("participants"), violations);
  }

  private static void participants(@Nullable DocumentValue value, List<Violation> violations) {
    if (!(value instanceof DocumentValue.Sequence participants)
        || participants.elements().isEmpty()) {
      report(
          "/participants",
          "Strict mode requires participants: an array of at least one, each with participantKey and"
              + " type.",
          violations);
      return;
    }
    for (int i = 0; i < participants.elements().size(); i++) {
      String at = "/participants/" + i;
      if (participants.elements().get(i) instanceof DocumentValue.Structure participant) {
        for (String name : List.of("participantKey", "type")) {
          requireText(
              participant.members().get(name),
              at + "/" + name,
              "participant's " + name,
              violations);
        }
      } else {
        report(at, "A participant must be an object with participantKey and type.", violations);
      }
    }
  }

  private static boolean requireText(
      @Nullable DocumentValue value, String pointer, String name, List<Violation> violations) {
    if (value instanceof DocumentValue.Text text && !Text.isBlank(text.value())) {
      return true;
    }
    report(pointer, "Strict mode requires the " + name + ", a string.", violations);
    return false;
  }

  private static boolean isDateTime(@Nullable DocumentValue value) {
    try {
      return value instanceof DocumentValue.Text text
          && DateTimeFormatter.ISO_DATE_TIME.parse(text.value()) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void report(String pointer, String detail, List<Violation> violations) {
    violations.add(new Violation(Clause.CALL_1, pointer, detail));
  }
}
