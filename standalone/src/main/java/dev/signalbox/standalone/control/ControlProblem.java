package dev.signalbox.standalone.control;

import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.faults.InvalidFaultException.MemberProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ends a request to the control API with a problem (RFC 9457). */
final class ControlProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad request",
          401, "Not authorized",
          403, "Forbidden",
          404, "Not found",
          405, "Method not allowed",
          409, "Conflict",
          413, "Body too large",
          429, "Too many requests",
          503, "Temporarily unavailable");

  private final int status;
  private final transient List<MemberProblem> errors;

  ControlProblem(int status, String detail, List<MemberProblem> errors) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }

  static ControlProblem of(int status, String detail) {
    return new ControlProblem(status, detail, List.of());
  }

  /** What is wrong with a member of the body, or with a parameter of the query. */
  static ControlProblem member(String pointer, String detail) {
    MemberProblem problem = new MemberProblem(pointer, detail);
    return new ControlProblem(400, problem.toString(), List.of(problem));
  }

  /** All that is wrong with a query. */
  static ControlProblem members(List<MemberProblem> problems) {
    return new ControlProblem(
        400,
        problems.stream().map(MemberProblem::toString).collect(Collectors.joining(" ")),
        List.copyOf(problems));
  }

  int status() {
    return status;
  }

  String json() {
    JsonText json =
        new JsonText()
            .object()
            .name("type")
            .value("about:blank")
            .name("title")
            .value(Optional.ofNullable(TITLES.get(status)).orElse("Status " + status))
            .name("status")
            .value(status)
            .name("detail")
            .value(String.valueOf(getMessage()));
    if (!errors.isEmpty()) {
      json.name("errors").array();
      for (MemberProblem error : errors) {
        json.object()
            .name("pointer")
            .value(error.pointer())
            .name("detail")
            .value(error.detail())
            .endObject();
      }
      json.endArray();
    }
    return json.endObject().toString();
  }
}
