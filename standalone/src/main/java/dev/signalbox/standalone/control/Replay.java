package dev.signalbox.standalone.control;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a request is to be repeated.
 *
 * @param token in place of a fresh one
 * @param body the original's or a mended one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record Replay(Optional<String> token, byte[] body) {
  private static final Set<String> MEMBERS = Set.of("body", "token");

  /** Reads the body of the control request, which may be empty. */
  static Replay read(byte[] json, RecordedRequest original) throws ControlProblem {
    Map<String, DocumentValue> members = Map.of();
    if (json.length > 0) {
      Validated<Map<String, DocumentValue>> document = JsonFormat.INSTANCE.readObject(json);
      if (!document.isValid()) {
        throw ControlProblem.of(400, document.violations().get(0).detail());
      }
      members = document.orThrow();
    }
    for (String name : members.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw ControlProblem.member("/" + name, "is no member here; there are body, token.");
      }
    }
    return new Replay(token(members), body(members, original));
  }

  private static Optional<String> token(Map<String, DocumentValue> members) throws ControlProblem {
    DocumentValue value = members.get("token");
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(
        value
            .asText()
            .filter(text -> !text.isBlank())
            .orElseThrow(() -> ControlProblem.member("/token", "must be a token's text.")));
  }

  private static byte[] body(Map<String, DocumentValue> members, RecordedRequest original)
      throws ControlProblem {
    DocumentValue value = members.get("body");
    if (value == null) {
      if (original.bodyCut()) {
        throw ControlProblem.of(
            409, "The request's body was not kept to its end: bring the member body.");
      }
      return original.body();
    }
    if (value instanceof DocumentValue.Structure structure) {
      return JsonFormat.INSTANCE.writeObject(structure.members());
    }
    return value
        .asText()
        .orElseThrow(() -> ControlProblem.member("/body", "must be a text or a JSON object."))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "a replay with a body of " + body.length + " bytes";
  }
}
