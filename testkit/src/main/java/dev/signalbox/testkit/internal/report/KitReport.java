package dev.signalbox.testkit.internal.report;

import static dev.signalbox.testkit.internal.check.CheckOutcome.Verdict.FAILS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.Verdict.HOLDS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.Verdict.UNCHECKED;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.Verdict;
import dev.signalbox.testkit.internal.endpoint.EndpointRun;
import java.util.ArrayList;
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
 */
public record KitReport(
    String subject, String seed, List<CheckOutcome> outcomes, Set<String> known) {

  /** A clause and what was found out about it. */
  public record Line(Clause clause, Verdict verdict, String text) {}

  public boolean isKnown(CheckOutcome outcome) {
    return known.contains(outcome.id()) || known.contains(outcome.clause().id());
  }

  public List<CheckOutcome> failures() {
    return outcomes.stream().filter(o -> o.verdict() == FAILS).toList();
  }

  public List<CheckOutcome> newFailures() {
    return failures().stream().filter(o -> !isKnown(o)).toList();
  }

  public long count(Verdict verdict) {
    return outcomes.stream().filter(o -> o.verdict() == verdict).count();
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
                  && meant.stream().noneMatch(o -> o.verdict() == FAILS);
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
        .filter(Set.of(EndpointRun.STOPPED_ANSWERING, EndpointRun.TIME_IS_OVER)::contains)
        .findFirst();
  }

  /** A line for every clause of the contract. */
  public List<Line> lines() {
    return Stream.of(Clause.values()).map(this::line).toList();
  }

  private Line line(Clause clause) {
    List<CheckOutcome> all = outcomes.stream().filter(o -> o.clause() == clause).toList();
    if (all.isEmpty()) {
      return new Line(clause, UNCHECKED, whyUnchecked(clause));
    }
    List<CheckOutcome> failed = all.stream().filter(o -> o.verdict() == FAILS).toList();
    long held = all.stream().filter(o -> o.verdict() == HOLDS).count();
    if (!failed.isEmpty()) {
      boolean onlyKnown = failed.stream().allMatch(this::isKnown);
      String text =
          failed.size() + " of " + checks(held + failed.size()) + (onlyKnown ? ", all known" : "");
      return new Line(clause, FAILS, text);
    }
    if (held == 0) {
      String reasons =
          all.stream().map(CheckOutcome::note).distinct().collect(Collectors.joining("; "));
      return new Line(clause, UNCHECKED, reasons);
    }
    String rest = held < all.size() ? ", " + (all.size() - held) + " unchecked" : "";
    return new Line(clause, HOLDS, checks(held) + rest);
  }

  private static String checks(long count) {
    return count == 1 ? "1 check" : count + " checks";
  }

  /** The whole report for a terminal or a log. */
  public List<String> text() {
    List<String> text = new ArrayList<>();
    for (Line line : lines()) {
      text.add(String.format("%-8s %-10s %s", line.clause().id(), line.verdict(), line.text()));
    }
    for (CheckOutcome outcome : failures()) {
      CheckOutcome.Failure failure = outcome.failure().orElseThrow();
      text.add("");
      text.add(outcome.id() + (isKnown(outcome) ? " (known)" : "") + ": " + outcome.title());
      text.add("  clause:   " + outcome.clause().id() + ": " + outcome.clause().sentence());
      text.add("  request:  " + failure.request());
      text.add("  expected: " + failure.expected());
      text.add("  came:     " + failure.came());
    }
    text.add("");
    List<Line> lines = lines();
    text.add(
        String.format(
            "Clauses: %d hold, %d fail, %d unchecked. Checks: %d passed, %d failed (%d known), %d not"
                + " run.",
            count(lines, HOLDS),
            count(lines, FAILS),
            count(lines, UNCHECKED),
            count(HOLDS),
            failures().size(),
            failures().size() - newFailures().size(),
            count(UNCHECKED)));
    cutShort().ifPresent(reason -> text.add("Cut short: " + reason + "."));
    for (String entry : stale()) {
      text.add("Known failure " + entry + " no longer fails: take it out of the file.");
    }
    if (!seed.isEmpty()) {
      text.add("Seed: " + seed);
    }
    return text;
  }

  private static long count(List<Line> lines, Verdict verdict) {
    return lines.stream().filter(line -> line.verdict() == verdict).count();
  }

  /** Why a clause has no check from outside. */
  public static String whyUnchecked(Clause clause) {
    return switch (clause.observable()) {
      case REQUEST -> "nothing to see from this side";
      case DELIVERY -> "needs a look at what is delivered: the JUnit classes check it";
      case OPERATOR -> "depends on the operator's own configuration, limits or files";
    };
  }
}
