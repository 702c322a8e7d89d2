package dev.signalbox.standalone.tools;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.RuleFolder;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleReading;
import dev.signalbox.rules.model.SignalFiredRule;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.cli.TerminalText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what rules say, and what they would have done. */
@Command(
    name = "rules",
    description =
        "Check the vendor's rule files (RUL-1) and print each rule as a sentence: rules check DIR."
            + " Or run recorded batches through them, lines of JSON as serve prints them, and print"
            + " what would have fired and when: rules replay DIR FILE.",
    sortOptions = false,
    abbreviateSynopsis = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class RulesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--json",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Print what fired as a line of JSON, as webhooks get it.")
  private boolean json;

  @Parameters(index = "0", arity = "0..1", paramLabel = "check|replay", description = "What to do.")
  private Optional<String> verb;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder with the rule files.")
  private Optional<String> dir;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILE",
      description = "For replay: recorded batches; - for standard input.")
  private Optional<String> file;

  @Mixin private HelpOptions help = new HelpOptions();

  /** A command that prints on a terminal. */
  public RulesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    boolean replays =
        switch (verb.orElse("")) {
          case "check" -> false;
          case "replay" -> true;
          default -> throw CommandFailure.usage("say rules check DIR, or rules replay DIR FILE");
        };
    if (dir.isEmpty() || file.isPresent() != replays) {
      throw CommandFailure.usage(
          replays ? "rules replay takes a DIR and a FILE" : "rules check takes a DIR");
    }
    Path folder = InputFile.path("DIR", dir.get());
    RuleReading reading = read(folder);
    reading.errors().forEach(fault -> terminal.err(TerminalText.line(fault.toString())));
    if (!replays) {
      return check(folder, reading);
    }
    return reading.errors().isEmpty()
        ? replay(reading.rules(), file.orElseThrow())
        : ExitCode.REFUSED;
  }

  private static RuleReading read(Path folder) throws CommandFailure {
    try {
      return RuleFolder.of(folder).read();
    } catch (IOException e) {
      throw CommandFailure.failure("the rules in " + folder + " can't be read: " + IoErrors.of(e));
    }
  }

  private int check(Path folder, RuleReading reading) {
    reading.warnings().forEach(remark -> terminal.err(TerminalText.line("note: " + remark)));
    for (Rule rule : reading.rules()) {
      print(rule.developerName() + ": " + rule.sentence() + ".");
      print("  " + details(rule));
    }
    if (!reading.errors().isEmpty()) {
      return ExitCode.REFUSED;
    }
    if (reading.rules().isEmpty()) {
      terminal.err(
          "signalbox: there are no rule files in "
              + folder
              + "; their names end in .ConvIntelligenceSignalRule-meta.xml, or in that without"
              + " -meta.xml");
      return ExitCode.REFUSED;
    }
    return ExitCode.OK;
  }

  private static String details(Rule rule) {
    List<String> details = new ArrayList<>();
    details.add("\"" + rule.ruleName() + "\"");
    details.add("service " + rule.service());
    rule.channel().type().ifPresent(type -> details.add("channel " + type));
    rule.channel().address().ifPresent(address -> details.add("address " + address));
    rule.channel().participantRole().ifPresent(role -> details.add("role " + role));
    if (!rule.active()) {
      details.add("not active");
    }
    if (rule.conditions().stream()
        .map(Condition::type)
        .noneMatch(type -> type.canHold(rule.service()))) {
      details.add("never fires here");
    }
    return String.join(", ", details);
  }

  private int replay(List<Rule> rules, String name) throws CommandFailure {
    RuleEvaluator evaluator = RuleEvaluator.of(rules);
    int batches = 0;
    int fired = 0;
    int wrong = 0;
    int number = 0;
    try (BufferedReader lines = open(name)) {
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        // What serve prints first, and what an editor leaves behind.
        if (line.isBlank() || line.startsWith("signalbox ready on ")) {
          continue;
        }
        Validated<DeliveredBatch> batch = JsonFormat.INSTANCE.readToolkitEvent(line);
        if (batch instanceof Validated.Valid<DeliveredBatch> valid) {
          batches++;
          for (SignalFiredRule one : evaluator.evaluate(valid.value())) {
            fired++;
            print(json ? one.toJson() : line(one));
          }
        } else {
          wrong++;
          Violation first = batch.violations().get(0);
          terminal.err(TerminalText.line(name + ":" + number + ": " + Terminal.line(first)));
        }
      }
    } catch (IOException e) {
      throw CommandFailure.failure(name + " can't be read: " + IoErrors.of(e));
    }
    terminal.err(
        batches + " batches, " + fired + " times a rule fired, " + wrong + " lines passed over");
    return wrong == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }

  private BufferedReader open(String name) throws IOException, CommandFailure {
    // Malformed UTF-8 shows as such in the text, and is no reason to stop.
    return new BufferedReader(
        new InputStreamReader(InputFile.open(name, terminal), StandardCharsets.UTF_8));
  }

  private static String line(SignalFiredRule fired) {
    String signals =
        fired.signals().stream()
            .map(
                signal ->
                    signal
                            .event()
                            .participant()
                            .map(who -> who.name().toLowerCase(java.util.Locale.ROOT) + " ")
                            .orElse("")
                        + signal.event().value())
            .collect(Collectors.joining(", "));
    return fired.batch().receivedAt()
        + " call "
        + fired.batch().conversation().firstKey()
        + ": "
        + fired.rule().developerName()
        + " fired, "
        + fired.rule().action().type().wireName()
        + fired.rule().action().value().map(value -> " " + value).orElse("")
        + (signals.isEmpty() ? "" : " (" + signals + ")");
  }

  private void print(String line) {
    terminal.out(TerminalText.line(line));
  }
}
