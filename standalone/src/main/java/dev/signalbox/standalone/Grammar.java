package dev.signalbox.standalone;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every command line that there may be, the help, and one clear line where something is wrong. */
final class Grammar {
  static final String PROGRAM = "signalbox";

  private final List<Command> commands;
  private final PrintStream out;
  private final PrintStream err;

  Grammar(List<Command> commands, PrintStream out, PrintStream err) {
    this.commands = commands;
    this.out = out;
    this.err = err;
  }

  /**
   * Reads a line.
   *
   * @return empty when it asked for help, which was given
   */
  Optional<Typed> read(String... args) throws CommandFailure {
    CommandLine line = commandLine();
    ParseResult result;
    try {
      result = line.parseArgs(Arrays.stream(args).map(this::withValue).toArray(String[]::new));
    } catch (ParameterException wrong) {
      throw CommandFailure.usage(message(wrong));
    }
    if (CommandLine.executeHelpRequest(result) != null) {
      return Optional.empty();
    }
    if (!result.hasSubcommand()) {
      throw CommandFailure.usage(
          "name a command: "
              + commands.stream().map(Command::name).collect(Collectors.joining(", "))
              + "; or --help");
    }
    return Optional.of(typed(result.subcommand()));
  }

  /** A flag with the value that it means, so that what follows is not taken for one. */
  private String withValue(String arg) {
    boolean flag =
        commands.stream()
            .flatMap(command -> command.settings().stream())
            .anyMatch(s -> s.kind() == Setting.Kind.FLAG && s.option().equals(arg));
    return flag ? arg + "=true" : arg;
  }

  private Typed typed(ParseResult parsed) {
    Command command =
        commands.stream()
            .filter(c -> c.name().equals(parsed.commandSpec().name()))
            .findFirst()
            .orElseThrow();
    Map<String, List<String>> texts = new HashMap<>();
    for (Setting<?> setting : command.settings()) {
      Object value = parsed.matchedOptionValue(setting.option(), null);
      if (value instanceof List<?> many) {
        texts.put(setting.name(), many.stream().map(String::valueOf).toList());
      } else if (value != null) {
        texts.put(setting.name(), List.of(value.toString()));
      }
    }
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < command.operands().size(); i++) {
      Optional.ofNullable(parsed.<String>matchedPositionalValue(i, null)).ifPresent(operands::add);
    }
    return new Typed(command, texts, operands);
  }

  private CommandLine commandLine() {
    CommandSpec root = CommandSpec.create().name(PROGRAM);
    root.usageMessage()
        .description("Real-time conversation events: a server that takes them, and its tools.")
        .footer(
            "",
            "Exit codes: 0 done; 1 refused, or not delivered; 2 wrong options; 3 something outside"
                + " the options, such as a file that can't be read or a server out of reach.");
    root.mixinStandardHelpOptions(true).versionProvider(() -> new String[] {version()});
    for (Command command : commands) {
      root.addSubcommand(command.name(), new CommandLine(spec(command)));
    }
    return new CommandLine(root)
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
  }

  private static CommandSpec spec(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.mixinStandardHelpOptions(true).versionProvider(() -> new String[] {version()});
    spec.usageMessage()
        .description(escaped(command.description()))
        .sortOptions(false)
        .abbreviateSynopsis(true);
    if (command.configurable()) {
      spec.usageMessage()
          .footer(
              "",
              "Each option may also be an environment variable, such as "
                  + Setting.variable("max-body")
                  + ", and a property, such as max-body, in the file that --config names. The"
                  + " command line wins over the environment, that over the file. What may be"
                  + " repeated is separated by commas there, or by line ends where there are any.");
    }
    for (Setting<?> setting : command.settings()) {
      spec.addOption(option(setting));
    }
    for (int i = 0; i < command.operands().size(); i++) {
      Command.Operand operand = command.operands().get(i);
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(Integer.toString(i))
              .arity("0..1")
              .paramLabel(operand.label())
              .type(String.class)
              .description(escaped(operand.description()))
              .build());
    }
    return spec;
  }

  private static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.option())
            .paramLabel(setting.label())
            .description(
                escaped(
                    setting.description()
                        + setting
                            .standard()
                            .filter(Predicate.not("false"::equals))
                            .map(standard -> " Default: " + standard)
                            .orElse("")));
    return switch (setting.kind()) {
      case ONE -> option.arity("1").type(String.class).build();
      case MANY -> option.arity("1").type(List.class).auxiliaryTypes(String.class).build();
      case FLAG -> option.arity("0..1").type(String.class).build();
    };
  }

  /** What picocli takes for a format, taken literally. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  private static String message(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String written = unmatched.getUnmatched().get(0);
      CommandSpec spec = wrong.getCommandLine().getCommandSpec();
      if (unmatched.isUnknownOption()) {
        String name = written.split("=", 2)[0];
        return "unknown option "
            + name
            + "; the nearest that there is: "
            + Nearest.to(name, names(spec));
      }
      if (spec.subcommands().isEmpty()) {
        return "what is \"" + written + "\"? " + spec.name() + " takes options alone; see --help";
      }
      return "unknown command "
          + written
          + "; the nearest that there is: "
          + Nearest.to(written, spec.subcommands().keySet());
    }
    return Optional.ofNullable(wrong.getMessage()).orElse("wrong options; see --help");
  }

  private static List<String> names(CommandSpec spec) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      names.add(option.longestName());
    }
    return names;
  }

  private static String version() {
    return PROGRAM
        + " "
        + Optional.ofNullable(Grammar.class.getModule().getDescriptor())
            .flatMap(java.lang.module.ModuleDescriptor::rawVersion)
            .orElse("of an unknown version");
  }
}
