package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import java.util.Optional;

/**
 * One thing that is observed, tied to one clause.
 *
 * @param id section, clause and name, such as {@code ordering/EVT-4/equal-times}: it never changes
 * @param clause the clause that it belongs to
 * @param level how binding it is: the clause's level, or ours for a detail that this project
 *     decided
 * @param title what has to be the case, as a sentence without its full stop
 * @param body observes it
 * @param <T> what it observes with
 */
public record Check<T>(
    String id, Clause clause, Clause.Level level, String title, Body<? super T> body) {
  public interface Body<T> {
    void run(T with);
  }

  /** Makes the check. */
  public CheckOutcome run(T with) {
    long start = System.nanoTime();
    try {
      body.run(with);
      return outcome(CheckVerdict.HOLDS, "", Optional.empty(), Optional.empty(), start);
    } catch (CheckFailedException failed) {
      Optional<Clause> other = failed.clause().filter(c -> c != clause);
      return outcome(
          other.isEmpty() ? CheckVerdict.FAILS : CheckVerdict.BLOCKED,
          other.map(by -> "blocked by " + by).orElse(""),
          Optional.of(failed.failure()),
          other,
          start);
    } catch (CheckBlockedException blocked) {
      return outcome(
          blocked.by() == clause ? CheckVerdict.UNCHECKED : CheckVerdict.BLOCKED,
          "blocked by " + blocked.by() + ": not so that " + blocked.getMessage(),
          Optional.empty(),
          Optional.of(blocked.by()),
          start);
    } catch (CheckSkippedException skipped) {
      return outcome(
          CheckVerdict.UNCHECKED,
          String.valueOf(skipped.getMessage()),
          Optional.empty(),
          Optional.empty(),
          start);
    }
  }

  /** The check is not made. */
  public CheckOutcome skipped(String reason) {
    return outcome(
        CheckVerdict.UNCHECKED, reason, Optional.empty(), Optional.empty(), System.nanoTime());
  }

  private CheckOutcome outcome(
      CheckVerdict verdict,
      String note,
      Optional<CheckOutcome.Failure> failure,
      Optional<Clause> cause,
      long startNanos) {
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    return new CheckOutcome(id, clause, title, verdict, note, failure, cause, millis);
  }

  /** The clause that stands in an id, which makes a check without a clause impossible. */
  public static Clause clause(String id) {
    int from = id.indexOf('/') + 1;
    int to = id.indexOf('/', from);
    if (from == 0 || to < 0) {
      throw new IllegalArgumentException("a check's id is section/CLAUSE/name, not " + id);
    }
    return Clause.byId(id.substring(from, to))
        .orElseThrow(() -> new IllegalArgumentException("no such clause: " + id));
  }
}
