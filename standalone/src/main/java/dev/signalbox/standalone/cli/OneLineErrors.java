package dev.signalbox.standalone.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows every failure of a command as one line that begins with the program's name. */
public final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String PROGRAM = "signalbox: ";

  /** Handles the failures of all commands. */
  public OneLineErrors() {}

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    return wrong.getCause() instanceof CommandFailure failure
        ? show(failure, wrong.getCommandLine())
        : show(CommandFailure.usage(message(wrong)), wrong.getCommandLine());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandFailure failure) {
      return show(failure, command);
    }
    StackTraceElement[] trace = e.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    return show(CommandFailure.failure("a fault of this program: " + e + where), command);
  }

  private static int show(CommandFailure failure, CommandLine command) {
    // In the order in which they happened.
    StderrLoggers.flush();
    PrintWriter err = command.getErr();
    err.println(TerminalText.line(PROGRAM + failure.getMessage()));
    err.flush();
    return failure.exitCode();
  }

  private static String message(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, command);
    }
    if (wrong.getCause() instanceof TypeConversionException conversion) {
      String name =
          wrong.getArgSpec() instanceof OptionSpec option
              ? origin(option, command)
              : wrong.getArgSpec().paramLabel();
      return name + ": " + conversion.getMessage();
    }
    return Optional.ofNullable(wrong.getMessage()).orElse("wrong options; see --help");
  }

  private static String origin(OptionSpec option, CommandSpec command) {
    return command.defaultValueProvider() instanceof SettingDefaults defaults
        ? defaults.origin(option)
        : option.longestName();
  }

  private static String unmatched(UnmatchedArgumentException unmatched, CommandSpec command) {
    String written = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      String name = written.split("=", 2)[0];
      List<String> names = command.options().stream().map(OptionSpec::longestName).toList();
      return "unknown option " + name + guess(name, names);
    }
    if (command.subcommands().isEmpty()) {
      return "what is \""
          + written
          + "\"? "
          + command.name()
          + (command.positionalParameters().isEmpty()
              ? " takes options alone; see --help"
              : " takes fewer arguments; see --help");
    }
    return "unknown command " + written + guess(written, command.subcommands().keySet());
  }

  private static String guess(String written, Iterable<String> names) {
    List<String> valid = new java.util.ArrayList<>();
    names.forEach(valid::add);
    String question = Suggestions.question(written, valid);
    return question.isEmpty() ? "; see --help" : question;
  }

  /** The names of a command's subcommands, for a message. */
  public static String commands(CommandSpec command) {
    return command.subcommands().keySet().stream().collect(Collectors.joining(", "));
  }
}
