package dev.signalbox.testkit.internal.cli;

import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckSelection;
import dev.signalbox.testkit.internal.check.RunProgress;
import dev.signalbox.testkit.internal.report.KitReport;
import dev.signalbox.testkit.internal.report.MarkdownSummary;
import dev.signalbox.testkit.internal.report.ReportFiles;
import dev.signalbox.testkit.internal.report.ReportText;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What both commands offer: the choice of checks, known failures, reports. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CommonOptions {
  @Option(
      names = "--clause",
      split = ",",
      paramLabel = "ID",
      description = "Only these clauses, sections or checks, such as EVT-4 or ordering.")
  private List<String> clauses = new ArrayList<>();

  @Option(
      names = "--exclude",
      split = ",",
      paramLabel = "ID",
      description = "Not these clauses, sections or checks.")
  private List<String> excluded = new ArrayList<>();

  @Option(names = "--all", description = "Judge also what this project alone decided.")
  private boolean all;

  @Option(
      names = "--known",
      paramLabel = "FILE",
      description =
          "Failures that are known and don't fail the run: an id of a check or a clause per line.")
  private @Nullable Path known;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Also write report.json, junit.xml and report.sarif there.")
  private @Nullable Path report;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Append a summary in Markdown to the file, such as $GITHUB_STEP_SUMMARY.")
  private @Nullable Path summary;

  @Option(
      names = "--verbose",
      description = "Print a line for each clause, and every check that failed or is blocked.")
  private boolean verbose;

  public boolean all() {
    return all;
  }

  public boolean wants(Check<?> check, List<? extends Check<?>> checks, CommandSpec spec) {
    Set<String> only = parse("--clause", clauses, checks, spec);
    Set<String> not = parse("--exclude", excluded, checks, spec);
    return (only.isEmpty() || CheckSelection.names(only, check))
        && !CheckSelection.names(not, check);
  }

  public Set<String> known(List<? extends Check<?>> checks, CommandSpec spec) {
    if (known == null) {
      return Set.of();
    }
    try {
      return parse(
          "--known " + known, CheckSelection.entries(Files.readAllLines(known)), checks, spec);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--known: can't read " + known + ".");
    }
  }

  private static Set<String> parse(
      String option, List<String> names, List<? extends Check<?>> checks, CommandSpec spec) {
    try {
      return CheckSelection.parse(names, checks);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + ": " + e.getMessage() + ".");
    }
  }

  /** Prints and writes the report, and gives the exit code. */
  public int finish(KitReport result, CommandSpec spec) {
    PrintWriter out = spec.commandLine().getOut();
    ReportText.of(result, verbose).forEach(out::println);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    if (report != null) {
      try {
        ReportFiles.write(report, result);
      } catch (IOException e) {
        err.println(
            KitMain.failure("can't write the report to " + report + ": " + e.getMessage() + "."));
        err.flush();
        return 3;
      }
    }
    if (summary != null) {
      try {
        MarkdownSummary.append(summary, result);
      } catch (IOException e) {
        err.println(
            KitMain.failure("can't write the summary to " + summary + ": " + e.getMessage() + "."));
        err.flush();
        return 3;
      }
    }
    if (result.exitCode() == 2) {
      err.println(
          "signalbox: nothing was checked. "
              + result
                  .cutShort()
                  .map(reason -> "Cut short: " + reason + ".")
                  .orElse(
                      "What was selected can't be seen from outside, or is this project's own"
                          + " decision and judged with --all."));
      err.flush();
    }
    return result.exitCode();
  }

  /**
   * The text of a key.
   *
   * @param file a file, with or without {@code file:} before it, or {@code env:NAME} for a variable
   */
  public static String readKey(Path file, String option, CommandSpec spec) {
    String location = file.toString();
    if (!location.startsWith("env:")) {
      return read(
          location.startsWith("file:") ? Path.of(location.substring(5)) : file, option, spec);
    }
    String name = location.substring(4);
    String text = System.getenv(name);
    if (text == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + ": the environment variable " + name + " is not set.");
    }
    return text;
  }

  public static String read(Path file, String option, CommandSpec spec) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + ": can't read " + file + ".");
    }
  }

  /** A line that is written over and over, on a terminal; nothing in a pipe. */
  public static RunProgress progress() {
    if (!isTerminal()) {
      return RunProgress.NONE;
    }
    return (done, all, id) -> {
      String line = String.format(Locale.ROOT, "%d/%d %s", done, all, id);
      System.err.print("\r" + line + " ".repeat(Math.max(0, 78 - line.length())) + "\r");
      System.err.flush();
    };
  }

  /** From JDK 22 on there is a console even where there is no terminal, and a way to ask it. */
  @SuppressWarnings("SystemConsoleNull") // null is the answer of older ones
  private static boolean isTerminal() {
    Object console = System.console();
    if (console == null) {
      return false;
    }
    Optional<Method> method =
        List.of(java.io.Console.class.getMethods()).stream()
            .filter(m -> m.getName().equals("isTerminal"))
            .findAny();
    try {
      return method.isEmpty() || (boolean) method.get().invoke(console);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
