package dev.signalbox.core.format;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A refusal as a value: nothing of what was asked for has happened or will (RES-2).
 *
 * @param type the row of the error table
 * @param violations what is wrong, at least one (RES-3)
 * @param retryAfter when it is worth trying again, in whole seconds of at least one; or empty when
 *     the same request will fail again (RES-4)
 */
public record Problem(ProblemType type, List<Violation> violations, Optional<Duration> retryAfter) {
  /**
   * Copies the violations, which must not be empty, and rounds the wait up to whole seconds.
   *
   * @param type the row of the error table
   * @param violations what is wrong, at least one (RES-3)
   * @param retryAfter when it is worth trying again, in whole seconds of at least one
   */
  public Problem {
    violations = List.copyOf(violations);
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("a refusal names at least one violation");
    }
    Objects.requireNonNull(type, "type");
    retryAfter = retryAfter.map(Problem::wholeSeconds);
  }

  /**
   * A refusal that trying again does not change.
   *
   * @param type the row of the error table
   * @param violations at least one
   * @return the refusal
   */
  public static Problem of(ProblemType type, List<Violation> violations) {
    return new Problem(type, violations, Optional.empty());
  }

  /**
   * A refusal with one violation that is not in the body.
   *
   * @param type the row of the error table
   * @param clause the violated clause
   * @param detail a sentence for a person
   * @return the refusal
   */
  public static Problem of(ProblemType type, Clause clause, String detail) {
    return of(type, List.of(new Violation(clause, "", detail)));
  }

  /**
   * A refusal for the time being.
   *
   * @param type the row of the error table
   * @param clause the clause that asks for the refusal
   * @param detail a sentence for a person
   * @param retryAfter when it is worth trying again
   * @return the refusal
   */
  public static Problem temporary(
      ProblemType type, Clause clause, String detail, Duration retryAfter) {
    return new Problem(type, List.of(new Violation(clause, "", detail)), Optional.of(retryAfter));
  }

  private static Duration wholeSeconds(Duration wait) {
    long seconds = wait.getSeconds();
    boolean roundUp = wait.getNano() > 0 && seconds < Long.MAX_VALUE;
    return Duration.ofSeconds(Math.max(1, roundUp ? seconds + 1 : seconds));
  }

  /**
   * What happened, in a sentence for a person (RFC 9457's detail).
   *
   * @return the first violation's sentence, and how many more there are
   */
  public String detail() {
    String first = violations.get(0).clause().id() + ": " + violations.get(0).detail();
    int more = violations.size() - 1;
    if (more == 0) {
      return first;
    }
    String least = violations.size() == Validated.MAX_VIOLATIONS ? "at least " : "";
    return first + " And " + least + more + " more; see errors.";
  }

  @Override
  public String toString() {
    return type.status() + " " + violations + retryAfter.map(d -> ", retry after " + d).orElse("");
  }
}
