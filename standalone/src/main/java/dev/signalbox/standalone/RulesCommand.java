package dev.signalbox.standalone;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.RuleFolder;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what rules say, and what they would have done. */
final class RulesCommand implements Command {
  private static final Setting<Boolean> JSON =
      Setting.flag("json", "Print what fired as a line of JSON, as webhooks get it.");

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  RulesCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Override
  public String name() {
    return "rules";
  }

  @Override
  public String description() {
    return "Check the vendor's rule files (RUL-1) and print each rule as a sentence: rules check DIR."
        + " Or run recorded batches through them, lines of JSON as serve prints them, and print what"
        + " would have fired and when: rules replay DIR FILE.";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(JSON);
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        new Operand("check|replay", "What to do."),
        new Operand("DIR", "The folder with the rule files."),
        new Operand("FILE", "For replay: recorded batches; - for standard input."));
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    String verb = operands.isEmpty() ? "" : operands.get(0);
    int wanted =
        switch (verb) {
          case "check" -> 2;
          case "replay" -> 3;
          default -> throw CommandFailure.usage("say rules check DIR, or rules replay DIR FILE");
        };
    if (operands.size() != wanted) {
      throw CommandFailure.usage(
          wanted == 2 ? "rules check takes a DIR" : "rules replay takes a DIR and a FILE");
    }
    Path dir = path(operands.get(1));
    RuleReading reading = read(dir);
    reading.errors().forEach(fault -> err.println(LogLine.escaped(fault.toString())));
    if (verb.equals("check")) {
      return check(dir, reading);
    }
    return reading.errors().isEmpty()
        ? replay(reading.rules(), operands.get(2), settings.one(JSON))
        : ExitCode.REFUSED;
  }

  static RuleReading read(Path dir) throws CommandFailure {
    try {
      return RuleFolder.of(dir).read();
    } catch (IOException e) {
      throw CommandFailure.failure("the rules in " + dir + " can't be read: " + Reasons.of(e));
    }
  }

  private static Path path(String text) throws CommandFailure {
    try {
      return Readings.path(text);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("DIR: " + wrong.getMessage());
    }
  }

  private int check(Path dir, RuleReading reading) {
    reading.warnings().forEach(remark -> err.println(LogLine.escaped("note: " + remark)));
    for (Rule rule : reading.rules()) {
      print(rule.developerName() + ": " + rule.sentence() + ".");
      print("  " + details(rule));
    }
    if (!reading.errors().isEmpty()) {
      return ExitCode.REFUSED;
    }
    if (reading.rules().isEmpty()) {
      err.println(
          "signalbox: there are no rule files in "
              + dir
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
    if (rule.conditions().stream().map(Condition::type).noneMatch(type -> type.canHold())) {
      details.add("never fires here");
    }
    return String.join(", ", details);
  }

  private int replay(List<Rule> rules, String file, boolean json) throws CommandFailure {
    RuleEvaluator evaluator = RuleEvaluator.of(rules);
    int batches = 0;
    int fired = 0;
    int wrong = 0;
    int number = 0;
    try (BufferedReader lines = open(file)) {
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
          for (FiredRule one : evaluator.evaluate(valid.value())) {
            fired++;
            print(json ? one.toJson() : line(one));
          }
        } else {
          wrong++;
          Violation first = batch.violations().get(0);
          err.println(
              LogLine.escaped(
                  file
                      + ":"
                      + number
                      + ": "
                      + EndpointClient.line(first.clause().id(), first.pointer(), first.detail())));
        }
      }
    } catch (IOException e) {
      throw CommandFailure.failure(file + " can't be read: " + Reasons.of(e));
    }
    err.println(
        batches + " batches, " + fired + " times a rule fired, " + wrong + " lines passed over");
    return wrong == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }

  private BufferedReader open(String file) throws IOException, CommandFailure {
    // Malformed UTF-8 shows as such in the text, and is no reason to stop.
    return new BufferedReader(
        new InputStreamReader(
            file.equals("-") ? in : Files.newInputStream(path(file)), StandardCharsets.UTF_8));
  }

  private static String line(FiredRule fired) {
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
    out.println(LogLine.escaped(line));
  }
}
