package dev.signalbox.sender.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the bodies of an endpoint's answers. What can't be read is left out, and what a text has of
 * control characters becomes a space: it may end up on a terminal.
 */
public final class AnswerParser {
  private static final int MAX_DETAIL = 500;

  private AnswerParser() {}

  /** The violations that a problem lists, as far as their clauses are known here (RES-3). */
  public static List<Violation> violations(byte[] body) {
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
  public static Optional<String> detail(byte[] body) {
    Map<String, DocumentValue> members = members(body);
    return Optional.ofNullable(members.get("detail"))
        .or(() -> Optional.ofNullable(members.get("title")))
        .flatMap(DocumentValue::asText)
        .map(AnswerParser::printable)
        .filter(text -> !text.isBlank());
  }

  /** The id of a voice call's record (CALL-1). */
  public static Optional<VoiceCallId> voiceCallId(byte[] body) {
    return Optional.ofNullable(members(body).get("voiceCallId"))
        .flatMap(DocumentValue::asText)
        .filter(VoiceCallId::isVoiceCallId)
        .map(VoiceCallId::new);
  }

  /** What an endpoint that registered a voice call could not do: a text as it came (CALL-1). */
  public static Optional<String> partialErrors(byte[] body) {
    return Optional.ofNullable(members(body).get("errors"))
        .flatMap(DocumentValue::asText)
        .filter(text -> !Text.isBlank(text));
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

  private static String printable(String text) {
    return Text.printable(text, MAX_DETAIL);
  }
}
