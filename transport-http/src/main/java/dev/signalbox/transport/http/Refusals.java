package dev.signalbox.transport.http;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.format.xml.XmlFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The refusals that have one text each. Each is written once, since it can be asked for freely. */
final class Refusals {
  private static final String RESOURCES =
      "Two resources exist, both for POST: "
          + TelephonyPaths.CALLS
          + "/{vendorCallKey}"
          + TelephonyPaths.EVENTS
          + " and "
          + TelephonyPaths.CALLS
          + ".";

  static final Problem NO_SUCH_RESOURCE =
      Problem.of(
          ProblemType.NO_SUCH_RESOURCE,
          Clause.REQ_1,
          "There is nothing at this path. " + RESOURCES);

  static final Problem DOUBLED_SLASH =
      Problem.of(
          ProblemType.NO_SUCH_RESOURCE,
          Clause.REQ_1,
          "There is nothing at this path, because it begins with two slashes: take the slash from"
              + " the end of the base URL. "
              + RESOURCES);

  static final Problem METHOD_NOT_ALLOWED =
      Problem.of(
          ProblemType.METHOD_NOT_ALLOWED,
          Clause.REQ_1,
          "This resource takes POST and nothing else.");

  // From outside every refusal of a token looks the same; the cause is for the log.
  static final Problem UNAUTHORIZED =
      Problem.of(
          ProblemType.UNAUTHORIZED,
          Clause.AUTH_1,
          "A valid token of a registered call center is required: one Authorization header,"
              + " Bearer and a JWT signed with RS256.");

  static final Problem UNSUPPORTED_TYPE =
      Problem.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "The Content-Type must be application/json or application/xml, in UTF-8.");

  static final Problem UNSUPPORTED_ENCODING =
      Problem.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "A Content-Encoding is not supported: send the body as it is.");

  static final Problem BUSY =
      Problem.temporary(
          ProblemType.UNAVAILABLE,
          Clause.RES_4,
          "The server reads as many bodies as it has memory for: try again, nothing of this one was"
              + " taken.",
          Duration.ofSeconds(1));

  static final Problem UNAVAILABLE =
      Problem.temporary(
          ProblemType.UNAVAILABLE,
          Clause.RES_4,
          "The server can't take this now: nothing of it was taken.",
          Duration.ofSeconds(1));

  static final Problem OVERLOADED =
      Problem.temporary(
          ProblemType.UNAVAILABLE,
          Clause.RES_4,
          "The server has as many requests in progress as it takes at once: try again, nothing of"
              + " this one was taken.",
          Duration.ofSeconds(1));

  private static final Set<Problem> ALL =
      Set.of(
          NO_SUCH_RESOURCE,
          DOUBLED_SLASH,
          METHOD_NOT_ALLOWED,
          UNAUTHORIZED,
          UNSUPPORTED_TYPE,
          UNSUPPORTED_ENCODING,
          BUSY,
          UNAVAILABLE,
          OVERLOADED);

  private static final Map<BodyFormat, Map<Problem, byte[]>> WRITTEN =
      Map.of(
          JsonFormat.INSTANCE,
          written(JsonFormat.INSTANCE),
          XmlFormat.INSTANCE,
          written(XmlFormat.INSTANCE));

  private Refusals() {}

  /** The problem of a path that is nothing, where there are other resources as well. */
  static Problem noSuchResource(List<EndpointResource> more) {
    return more.isEmpty()
        ? NO_SUCH_RESOURCE
        : Problem.of(
            ProblemType.NO_SUCH_RESOURCE,
            Clause.REQ_1,
            NO_SUCH_RESOURCE.violations().get(0).detail()
                + more.stream().map(r -> " " + r.summary()).collect(Collectors.joining()));
  }

  private static Map<Problem, byte[]> written(BodyFormat format) {
    return ALL.stream().collect(Collectors.toUnmodifiableMap(p -> p, format::writeProblem));
  }

  /** A problem's document. The caller must not change it. */
  static byte[] write(Problem problem, BodyFormat format) {
    byte[] written = WRITTEN.getOrDefault(format, Map.of()).get(problem);
    return written == null ? format.writeProblem(problem) : written;
  }

  /** A client that repeats the request as it was would get 401 for ever (AUTH-5). */
  static Problem withUsedJti(Problem problem) {
    int status = problem.type().status();
    if (status != 503 && status != 429) {
      return problem;
    }
    Violation first = problem.violations().get(0);
    List<Violation> violations = new ArrayList<>(problem.violations());
    violations.set(
        0,
        new Violation(
            first.clause(),
            first.pointer(),
            first.detail() + " The token's jti is used up: the next try needs a new token."));
    return new Problem(problem.type(), violations, problem.retryAfter());
  }
}
