package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a check.
 *
 * @param id the check's id
 * @param clause its clause
 * @param title what has to be the case
 * @param verdict whether it is
 * @param note why it was not checked; otherwise empty
 * @param failure what was seen instead
 * @param cause the clause that a failure belongs to, or that blocks the check; empty where it holds
 * @param millis how long it took
 */
public record CheckOutcome(
    String id,
    Clause clause,
    String title,
    CheckVerdict verdict,
    String note,
    Optional<Failure> failure,
    Optional<Clause> cause,
    long millis) {
  public enum CheckVerdict {
    HOLDS,
    FAILS,
    /** Says nothing about its clause, because another clause is broken that it depends on. */
    BLOCKED,
    UNCHECKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A failed check.
   *
   * @param request the smallest request that shows it, as a command; or what else showed it
   * @param expected what the contract expects
   * @param came what came
   */
  public record Failure(String request, String expected, String came) {}

  /** The same, as a failure of the clause that blocks it. */
  public CheckOutcome asFailure() {
    Failure shown =
        failure.orElseGet(() -> new Failure("what " + id + " depends on", "another answer", note));
    return new CheckOutcome(
        id, clause, title, CheckVerdict.FAILS, "", Optional.of(shown), cause, millis);
  }

  /** The clause that is blamed where the check fails. */
  public Clause blamed() {
    return cause.orElse(clause);
  }
}
