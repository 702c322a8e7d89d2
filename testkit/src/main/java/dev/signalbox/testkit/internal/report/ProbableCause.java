package dev.signalbox.testkit.internal.report;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import java.util.List;

/**
 * What is probably wrong, once.
 *
 * @param clause the clause that is broken
 * @param text what is wrong, as a sentence
 * @param failures the failed checks that show it, the plainest first
 * @param blocked how many checks say nothing because of it
 * @param known whether all of the failures were expected
 */
public record ProbableCause(
    Clause clause, String text, List<CheckOutcome> failures, long blocked, boolean known) {
  public ProbableCause {
    failures = List.copyOf(failures);
  }

  /** The failure that is shown. */
  public CheckOutcome.Failure shown() {
    return failures.get(0).failure().orElseThrow();
  }

  /** Such as {@code explains 3 failed and 20 blocked checks}. */
  public String explains() {
    String failed =
        failures.size() + " failed" + (blocked == 0 ? "" : " and " + blocked + " blocked");
    return "explains " + failed + (failures.size() + blocked == 1 ? " check" : " checks");
  }
}
