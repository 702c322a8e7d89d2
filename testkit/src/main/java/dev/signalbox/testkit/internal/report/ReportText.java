package dev.signalbox.testkit.internal.report;

import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.BLOCKED;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.FAILS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.HOLDS;
import static dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict.UNCHECKED;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.RunProgress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report for a terminal or a log: the verdict, the probable causes, and what holds. */
public final class ReportText {
  /** So many causes are shown with their requests. */
  private static final int MOST_CAUSES = 8;

  private static final int MOST_CHARACTERS = 1000;

  private final KitReport report;
  private final List<String> lines = new ArrayList<>();

  private ReportText(KitReport report) {
    this.report = report;
  }

  /**
   * The lines of a report: at most 60, whatever was found.
   *
   * @param report the report
   * @param verbose everything: a line for each clause, and every check that failed or is blocked
   */
  public static List<String> of(KitReport report, boolean verbose) {
    ReportText text = new ReportText(report);
    text.lines.add(verdict(report));
    text.lines.addAll(report.counted());
    text.causes(verbose);
    if (verbose) {
      text.everything();
    } else {
      text.sections();
    }
    text.figures(verbose);
    return text.lines;
  }

  /** What came of it, in a sentence. */
  public static String verdict(KitReport report) {
    List<ProbableCause> causes = report.causes();
    long broken = causes.stream().filter(cause -> !cause.known()).count();
    long known = causes.size() - broken;
    if (report.exitCode() == 2) {
      return "Nothing was checked of " + report.subject() + ".";
    }
    String subject = report.subject().replaceFirst("^the ", "The ");
    String suffix = known == 0 ? "" : ", beside " + clauses(known) + " known to be broken";
    return broken == 0
        ? subject + " keeps the contract, as far as it was checked" + suffix + "."
        : subject
            + " does not keep the contract: "
            + clauses(broken)
            + (broken == 1 ? " is" : " are")
            + " broken"
            + suffix
            + ".";
  }

  private static String clauses(long count) {
    return count == 1 ? "1 clause" : count + " clauses";
  }

  private void causes(boolean all) {
    List<ProbableCause> causes = report.causes();
    if (causes.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(causes.size() == 1 ? "Probable cause:" : "Probable causes:");
    int shown = all ? causes.size() : Math.min(causes.size(), MOST_CAUSES);
    for (ProbableCause cause : causes.subList(0, shown)) {
      lines.add("- " + cut(cause.text()) + (cause.known() ? " (known)" : ""));
      lines.add(
          "  " + cause.clause().id() + " " + cause.clause().title() + "; " + cause.explains());
      lines.add(
          "  expected " + cut(cause.shown().expected()) + "; came " + cut(cause.shown().came()));
      lines.add("  " + cut(cause.shown().request()));
    }
    if (shown < causes.size()) {
      lines.add(
          "- and "
              + causes.subList(shown, causes.size()).stream()
                  .map(cause -> cause.clause().id())
                  .collect(Collectors.joining(", "))
              + ": see --verbose");
    }
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }

  /**
   * What holds, a line for each section of the contract; what was not seen, one for each reason.
   */
  private void sections() {
    Map<Clause.Section, List<String>> holds = new EnumMap<>(Clause.Section.class);
    Map<String, List<String>> unchecked = new LinkedHashMap<>();
    List<String> blocked = new ArrayList<>();
    for (KitReport.Line line : report.lines()) {
      Clause clause = line.clause();
      if (report.isLeftOut(clause)) {
        continue;
      }
      switch (line.verdict()) {
        case HOLDS ->
            holds.computeIfAbsent(clause.section(), s -> new ArrayList<>()).add(clause.id());
        case BLOCKED -> blocked.add(clause.id());
        case UNCHECKED ->
            unchecked
                .computeIfAbsent(line.text().replaceFirst("; .*", ""), s -> new ArrayList<>())
                .add(clause.id());
        case FAILS -> {}
      }
    }
    if (!holds.isEmpty()) {
      lines.add("");
      lines.add("Holds:");
      holds.forEach(
          (section, clauses) ->
              lines.add(
                  String.format(
                      "  %-27s %s",
                      section.number() + " " + section.title(), String.join(" ", clauses))));
    }
    if (!blocked.isEmpty()) {
      lines.add("");
      lines.add("Blocked by what is broken: " + String.join(" ", blocked));
    }
    if (!unchecked.isEmpty()) {
      lines.add("");
      lines.add("Unchecked:");
      unchecked.forEach(
          (reason, clauses) -> lines.add("  " + cut(reason) + ": " + String.join(" ", clauses)));
    }
  }

  private void everything() {
    lines.add("");
    for (KitReport.Line line : report.lines()) {
      if (!report.isLeftOut(line.clause())) {
        lines.add(String.format("%-8s %-10s %s", line.clause().id(), line.verdict(), line.text()));
      }
    }
    for (CheckOutcome outcome : report.failures()) {
      CheckOutcome.Failure failure = outcome.failure().orElseThrow();
      lines.add("");
      lines.add(
          outcome.id() + (report.isKnown(outcome) ? " (known)" : "") + ": " + outcome.title());
      lines.add("  clause:   " + outcome.blamed().id() + ": " + outcome.blamed().sentence());
      lines.add("  request:  " + failure.request());
      lines.add("  expected: " + failure.expected());
      lines.add("  came:     " + failure.came());
    }
    List<CheckOutcome> blocked =
        report.outcomes().stream().filter(o -> o.verdict() == BLOCKED).toList();
    if (!blocked.isEmpty()) {
      lines.add("");
    }
    for (CheckOutcome outcome : blocked) {
      lines.add(outcome.id() + ": " + outcome.note());
    }
  }

  private void figures(boolean verbose) {
    lines.add("");
    long leftOut =
        report.outcomes().stream().filter(o -> o.note().equals(RunProgress.NOT_SELECTED)).count();
    lines.add(
        String.format(
            "Checks: %d held, %d failed (%d known), %d blocked by them, %d not made%s.",
            report.count(HOLDS),
            report.count(FAILS),
            report.failures().size() - report.newFailures().size(),
            report.count(BLOCKED),
            report.count(UNCHECKED) - leftOut,
            leftOut == 0 ? "" : ", " + leftOut + " not selected"));
    report.cutShort().ifPresent(reason -> lines.add("Cut short: " + reason + "."));
    for (String entry : report.stale()) {
      lines.add("Known failure " + entry + " no longer fails: take it out of the file.");
    }
    if (!report.causes().isEmpty() && !verbose) {
      lines.add(
          "Every failed check: --verbose. The variable TOKEN: a good token of the call center.");
    }
    if (!report.seed().isEmpty()) {
      lines.add("Seed: " + report.seed());
    }
  }
}
