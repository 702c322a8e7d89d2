package dev.signalbox.testkit.internal.report;

import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A report in Markdown, for the page of a job on a code host. */
public final class MarkdownSummary {
  private MarkdownSummary() {}

  /** Appends it to a file, which other steps of the job may have begun. */
  public static void append(Path file, KitReport report) throws IOException {
    Files.write(file, lines(report), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static List<String> lines(KitReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("### Signalbox conformance kit");
    lines.add("");
    lines.add(escaped(ReportText.verdict(report)));
    lines.add("");
    List<ProbableCause> causes = report.causes();
    if (!causes.isEmpty()) {
      lines.add("| clause | probable cause | explains |");
      lines.add("| --- | --- | --- |");
      for (ProbableCause cause : causes) {
        lines.add(
            "| "
                + cause.clause().id()
                + " "
                + escaped(cause.clause().title())
                + " | "
                + escaped(cause.text())
                + (cause.known() ? " (known)" : "")
                + " | "
                + cause.explains()
                + " |");
      }
      lines.add("");
      for (ProbableCause cause : causes) {
        lines.add("<details><summary>" + cause.clause().id() + ": the request</summary>");
        lines.add("");
        lines.add("```");
        lines.add(cause.shown().request().replace("```", "` ` `"));
        lines.add("expected: " + cause.shown().expected().replace("```", "` ` `"));
        lines.add("came:     " + cause.shown().came().replace("```", "` ` `"));
        lines.add("```");
        lines.add("");
        lines.add("</details>");
        lines.add("");
      }
    }
    lines.add(
        report.count(CheckVerdict.HOLDS)
            + " checks held, "
            + report.count(CheckVerdict.FAILS)
            + " failed, "
            + report.count(CheckVerdict.BLOCKED)
            + " were blocked by them."
            + (report.seed().isEmpty() ? "" : " Seed " + report.seed() + "."));
    lines.add("");
    return lines;
  }

  /** A cell of a table, in which nothing is markup. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("`", "\\`")
        .replace("*", "\\*")
        .replace("_", "\\_");
  }
}
