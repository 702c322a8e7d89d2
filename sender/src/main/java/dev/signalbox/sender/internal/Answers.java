package dev.signalbox.sender.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an endpoint answers. What can't be read is left out. */
final class Answers {
  private static final int MAX_DETAIL = 500;

  private Answers() {}

  /** The violations that a problem lists, as far as their clauses are known here (RES-3). */
  static List<Violation> violations(byte[] body) {
    List<Violation> violations = new ArrayList<>();
    if (members(body).get("errors") instanceof DocumentValue.Sequence errors) {
      for (DocumentValue error : errors.elements()) {
        if (error instanceof DocumentValue.Structure object) {
          Clause.byId(text(object, "clause"))
              .map(c -> new Violation(c, text(object, "pointer"), text(object, "detail")))
              .ifPresent(violations::add);
        }
      }
    }
    return violations;
  }

  /** A problem's own sentence. */
  static Optional<String> detail(byte[] body) {
    Map<String, DocumentValue> members = members(body);
    return Optional.ofNullable(members.get("detail"))
        .or(() -> Optional.ofNullable(members.get("title")))
        .flatMap(DocumentValue::asText)
        .map(Answers::printable)
        .filter(text -> !text.isBlank());
  }

  /** The id of a voice call's record (CALL-1). */
  static Optional<VoiceCallId> voiceCallId(byte[] body) {
    return Optional.ofNullable(members(body).get("voiceCallId"))
        .flatMap(DocumentValue::asText)
        .filter(VoiceCallId::isVoiceCallId)
        .map(VoiceCallId::new);
  }

  private static Map<String, DocumentValue> members(byte[] body) {
    return JsonFormat.INSTANCE.readObject(body)
            instanceof Validated.Valid<Map<String, DocumentValue>> valid
        ? valid.value()
        : Map.of();
  }

  private static String text(DocumentValue.Structure object, String name) {
    return object.members().get(name) instanceof DocumentValue.Text text
        ? printable(text.value())
        : "";
  }

  /** A peer's words may end up on a terminal. */
  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cc}+", " ");
    return line.length() <= MAX_DETAIL
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, MAX_DETAIL))) + "…";
  }
}
