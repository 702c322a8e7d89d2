package dev.signalbox.standalone.faults;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointRequest;
import dev.signalbox.transport.http.internal.ContentNegotiation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers of faults: problems, as the endpoint answers them (RES-3). */
final class FaultAnswers {
  /** Names the fault in every answer that it changed. */
  static final String HEADER = "Signalbox-Fault";

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad request"),
          Map.entry(401, "Not authorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not found"),
          Map.entry(408, "Request timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Body too large"),
          Map.entry(415, "Unsupported media type"),
          Map.entry(429, "Too many requests"),
          Map.entry(500, "Internal server error"),
          Map.entry(502, "Bad gateway"),
          Map.entry(503, "Temporarily unavailable"),
          Map.entry(504, "Gateway timeout"));

  private static final String UNAUTHORIZED =
      "A valid token of a registered call center is required: one Authorization header,"
          + " Bearer and a JWT signed with RS256.";

  private FaultAnswers() {}

  /** An answer of a status, which says nothing of a fault but in a header. */
  static EndpointAnswer.Response of(int status, FaultHit hit, EndpointRequest request) {
    List<HeaderLine> headers = new ArrayList<>();
    headers.add(new HeaderLine(HEADER, hit.active().id()));
    hit.retryAfter()
        .ifPresent(
            seconds -> headers.add(new HeaderLine("Retry-After", Integer.toString(seconds))));
    if (status == 401) {
      headers.add(new HeaderLine("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }
    if (status < 400) {
      return new EndpointAnswer.Response(status, headers, new byte[0]);
    }
    BodyFormat own =
        ContentNegotiation.ofContent(request.headers("Content-Type")).orElse(JsonFormat.INSTANCE);
    BodyFormat form = ContentNegotiation.ofAnswer(request.headers("Accept"), own);
    headers.add(new HeaderLine("Content-Type", form.problemMediaType()));
    String problem = form == JsonFormat.INSTANCE ? json(status) : xml(status);
    return new EndpointAnswer.Response(
        status,
        headers,
        problem.getBytes(StandardCharsets.UTF_8),
        hit.token().map(cause -> refusedToken(request, cause)));
  }

  /** As the endpoint has it for a token that it refuses. */
  private static EndpointOutcome refusedToken(EndpointRequest request, Violation cause) {
    return new EndpointOutcome.Refused(
        request.method(),
        request.target(),
        Problem.of(ProblemType.UNAUTHORIZED, Clause.AUTH_1, UNAUTHORIZED),
        cause,
        Optional.empty(),
        Optional.empty());
  }

  /** The same answer, which names the fault. */
  static EndpointAnswer.Response marked(EndpointAnswer.Response response, FaultHit hit) {
    List<HeaderLine> headers = new ArrayList<>(response.headers());
    headers.add(new HeaderLine(HEADER, hit.active().id()));
    return new EndpointAnswer.Response(
        response.status(), headers, response.body(), response.outcome());
  }

  private static String json(int status) {
    return new JsonText()
        .object()
        .name("type")
        .value(type(status))
        .name("title")
        .value(title(status))
        .name("status")
        .value(status)
        .name("detail")
        .value(clause(status) + ": " + detail(status))
        .name("errors")
        .array()
        .object()
        .name("clause")
        .value(clause(status))
        .name("pointer")
        .value("")
        .name("detail")
        .value(detail(status))
        .endObject()
        .endArray()
        .endObject()
        .toString();
  }

  /** None of the texts has a character that XML escapes. */
  private static String xml(int status) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><problem xmlns=\"urn:ietf:rfc:7807\"><type>"
        + type(status)
        + "</type><title>"
        + title(status)
        + "</title><status>"
        + status
        + "</status><detail>"
        + clause(status)
        + ": "
        + detail(status)
        + "</detail><errors><error><clause>"
        + clause(status)
        + "</clause><pointer></pointer><detail>"
        + detail(status)
        + "</detail></error></errors></problem>";
  }

  private static String type(int status) {
    return status == 401
        ? "urn:signalbox:problem:unauthorized"
        : status == 503 ? "urn:signalbox:problem:unavailable" : "about:blank";
  }

  private static String title(int status) {
    return Optional.ofNullable(TITLES.get(status)).orElse("Status " + status);
  }

  private static String clause(int status) {
    return status == 401 ? "AUTH-1" : status == 429 || status == 503 ? "RES-4" : "RES-3";
  }

  private static String detail(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> "The call center may not do this now: nothing of it was taken.";
      case 429 -> "The rate limit is reached: nothing of this was taken, try again later.";
      case 503 -> "The server can't take this now: nothing of it was taken.";
      default -> "The server answers with " + status + ": nothing of this was taken.";
    };
  }
}
