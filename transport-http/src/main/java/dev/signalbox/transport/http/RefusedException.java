package dev.signalbox.transport.http;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;

/** Ends the checks of a request; caught where they began. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  final transient Problem problem;
  final transient Violation cause;

  /**
   * A refusal.
   *
   * @param problem for the peer
   * @param cause why, for the log
   */
  RefusedException(Problem problem, Violation cause) {
    super(null, null, false, false);
    this.problem = problem;
    this.cause = cause;
  }

  RefusedException(Problem problem) {
    this(problem, problem.violations().get(0));
  }

  static RefusedException of(ProblemType type, Clause clause, String detail) {
    return new RefusedException(Problem.of(type, clause, detail));
  }
}
