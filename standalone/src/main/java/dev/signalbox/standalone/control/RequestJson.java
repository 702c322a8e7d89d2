package dev.signalbox.standalone.control;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.cli.Redaction;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Recorded requests as JSON, without what must not be shown. */
final class RequestJson {
  private RequestJson() {}

  /** Why a request was refused, each as JSON; for a token the true clause. */
  static List<String> violations(
      Optional<EndpointOutcome> outcome, Optional<EndpointAnswer.Response> response) {
    if (outcome.isPresent() && outcome.get() instanceof EndpointOutcome.Refused refused) {
      List<Violation> all =
          refused.problem().type() == ProblemType.UNAUTHORIZED
              ? List.of(refused.cause())
              : refused.problem().violations();
      return all.stream().map(v -> violation(v.clause().id(), v.pointer(), v.detail())).toList();
    }
    return response.filter(r -> r.status() >= 400).map(RequestJson::errors).orElse(List.of());
  }

  /** The errors of a problem that a filter answered. */
  private static List<String> errors(EndpointAnswer.Response response) {
    if (response.header("Content-Type").filter(type -> type.contains("json")).isEmpty()) {
      return List.of();
    }
    Validated<Map<String, DocumentValue>> problem = JsonFormat.INSTANCE.readObject(response.body());
    if (!problem.isValid()
        || !(problem.orThrow().get("errors") instanceof DocumentValue.Sequence errors)) {
      return List.of();
    }
    return errors.elements().stream()
        .filter(DocumentValue.Structure.class::isInstance)
        .map(error -> ((DocumentValue.Structure) error).members())
        .map(e -> violation(text(e, "clause"), text(e, "pointer"), text(e, "detail")))
        .toList();
  }

  private static String text(Map<String, DocumentValue> object, String name) {
    return Optional.ofNullable(object.get(name)).flatMap(DocumentValue::asText).orElse("");
  }

  private static String violation(String clause, String pointer, String detail) {
    return new JsonText()
        .object()
        .name("clause")
        .value(clause)
        .name("pointer")
        .value(pointer)
        .name("detail")
        .value(Redaction.of(detail))
        .endObject()
        .toString();
  }

  /** Writes a request as a value. */
  static void write(JsonText json, RecordedRequest request) {
    json.object().name("id").value(request.id()).name("time").value(request.time().toString());
    json.name("duration")
        .raw(String.format(Locale.ROOT, "%.3f", request.duration().toNanos() / 1e6))
        .name("method")
        .value(request.method())
        .name("path")
        .value(Redaction.of(request.target()));
    request
        .path()
        .ifPresent(
            path -> {
              json.name("resource").value(path.resource());
              path.call().ifPresent(call -> json.name("call").value(call));
            });
    request.conversation().ifPresent(first -> json.name("conversation").value(first));
    request
        .callCenter()
        .ifPresent(
            id ->
                json.name("orgId")
                    .value(id.orgId().value())
                    .name("callCenter")
                    .value(id.apiName()));
    json.name("headers").object();
    if (!request.authorization().isEmpty()) {
      values(json.name("Authorization"), request.authorization());
    }
    request.headers().forEach((name, values) -> values(json.name(name), values));
    json.endObject();
    request
        .token()
        .ifPresent(
            token ->
                json.name("token")
                    .object()
                    .name("header")
                    .raw(token.header())
                    .name("claims")
                    .raw(token.claims())
                    .endObject());
    json.name("body").value(text(request.body()));
    if (request.bodyCut()) {
      json.name("bodyCut").value(true);
    }
    request.status().ifPresent(status -> json.name("status").value(status));
    json.name("answerHeaders").object();
    request.answerHeaders().forEach((name, values) -> values(json.name(name), values));
    json.endObject().name("answer").value(text(request.answer()));
    json.name("violations").array();
    request.violations().forEach(json::raw);
    json.endArray();
    request.fault().ifPresent(fault -> json.name("fault").value(fault));
    request.replayOf().ifPresent(original -> json.name("replayOf").value(original));
    json.endObject();
  }

  private static void values(JsonText json, List<String> values) {
    if (values.size() == 1) {
      json.value(Redaction.of(values.get(0)));
      return;
    }
    json.array();
    values.forEach(value -> json.value(Redaction.of(value)));
    json.endArray();
  }

  private static String text(byte[] bytes) {
    return Redaction.of(new String(bytes, StandardCharsets.UTF_8));
  }
}
