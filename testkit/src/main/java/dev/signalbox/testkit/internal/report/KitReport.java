package dev.signalbox.testkit.internal.report;

import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.BLOCKED;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.FAILS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.HOLDS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.UNCHECKED;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import dev.signalbox.testkit.internal.check.RunProgress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run found.
 *
 * @param subject what was checked, such as an endpoint's URL
 * @param seed the seed that repeats the run; empty where nothing is generated
 * @param outcomes of every check there is
 * @param known failures that were expected, by check or by clause
 * @param counted what came, in sentences; empty where only answers count
 */
public record KitReport(
    String subject,
    String seed,
    List<CheckOutcome> outcomes,
    Set<String> known,
    List<String> counted) {

  /** A report without anything counted. */
  public KitReport(String subject, String seed, List<CheckOutcome> outcomes, Set<String> known) {
    this(subject, seed, outcomes, known, List.of());
  }

  /** A clause and what was found out about it. */
  public record Line(Clause clause, CheckVerdict verdict, String text) {}

  public boolean isKnown(CheckOutcome outcome) {
    return known.contains(outcome.id())
        || known.contains(outcome.clause().id())
        || known.contains(outcome.blamed().id());
  }

  public List<CheckOutcome> failures() {
    return outcomes.stream().filter(o -> o.verdict() == FAILS).toList();
  }

  public List<CheckOutcome> newFailures() {
    return failures().stream().filter(o -> !isKnown(o)).toList();
  }

  public long count(CheckVerdict verdict) {
    return outcomes.stream().filter(o -> o.verdict() == verdict).count();
  }

  /** What is probably wrong, what explains most first. */
  public List<ProbableCause> causes() {
    return CauseFinder.find(outcomes, this::isKnown);
  }

  /** Entries of known failures that were checked and did not fail. */
  public List<String> stale() {
    return known.stream()
        .filter(
            entry -> {
              List<CheckOutcome> meant =
                  outcomes.stream()
                      .filter(o -> o.id().equals(entry) || o.clause().id().equals(entry))
                      .toList();
              return meant.stream().anyMatch(o -> o.verdict() == HOLDS)
                  && meant.stream().noneMatch(o -> o.verdict() == FAILS || o.verdict() == BLOCKED);
            })
        .sorted()
        .toList();
  }

  /** 0: conforms. 1: does not. 2: nothing was checked. */
  public int exitCode() {
    if (!newFailures().isEmpty()) {
      return 1;
    }
    return count(HOLDS) + count(FAILS) == 0 ? 2 : 0;
  }

  /** Why not all was checked that was to be checked; empty where all was. */
  public Optional<String> cutShort() {
    return outcomes.stream()
        .map(CheckOutcome::note)
        .filter(Set.of(RunProgress.STOPPED_ANSWERING, RunProgress.TIME_IS_OVER)::contains)
        .findFirst();
  }

  /** A line for every clause of the contract. */
  public List<Line> lines() {
    return Stream.of(Clause.values()).map(this::line).toList();
  }

  private Line line(Clause clause) {
    List<CheckOutcome> failed = failures().stream().filter(o -> o.blamed() == clause).toList();
    List<CheckOutcome> all = outcomes.stream().filter(o -> o.clause() == clause).toList();
    if (all.isEmpty() && failed.isEmpty()) {
      return new Line(clause, UNCHECKED, whyUnchecked(clause));
    }
    long held = all.stream().filter(o -> o.verdict() == HOLDS).count();
    if (!failed.isEmpty()) {
      boolean onlyKnown = failed.stream().allMatch(this::isKnown);
      String text =
          failed.size() + " of " + checks(held + failed.size()) + (onlyKnown ? ", all known" : "");
      return new Line(clause, FAILS, text);
    }
    List<CheckOutcome> blocked = all.stream().filter(o -> o.verdict() == BLOCKED).toList();
    if (held == 0) {
      String reasons =
          all.stream().map(CheckOutcome::note).distinct().collect(Collectors.joining("; "));
      return new Line(clause, blocked.isEmpty() ? UNCHECKED : BLOCKED, reasons);
    }
    String rest =
        (blocked.isEmpty() ? "" : ", " + blocked.size() + " blocked")
            + (held + blocked.size() < all.size()
                ? ", " + (all.size() - held - blocked.size()) + " unchecked"
                : "");
    return new Line(clause, HOLDS, checks(held) + rest);
  }

  static String checks(long count) {
    return count == 1 ? "1 check" : count + " checks";
  }

  /** Whether a clause was left out on purpose. */
  boolean isLeftOut(Clause clause) {
    List<CheckOutcome> all = outcomes.stream().filter(o -> o.clause() == clause).toList();
    return !all.isEmpty() && all.stream().allMatch(o -> o.note().equals(RunProgress.NOT_SELECTED));
  }

  /** Why a clause has no check from outside. */
  public static String whyUnchecked(Clause clause) {
    return switch (clause.observable()) {
      case REQUEST -> "nothing to see from this side";
      case DELIVERY -> "not testable over HTTP, covered by EndpointConformance (JUnit)";
      case OPERATOR -> "depends on the operator's own configuration, limits or files";
      case STAND_IN -> "only a stand-in for the vendor's service has the resource";
    };
  }
}
