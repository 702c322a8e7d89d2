package dev.signalbox.standalone;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line: finds the command, its settings and, where they are wrong, one clear line. */
final class Cli {
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final List<Command> commands;

  Cli(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    commands =
        List.of(
            new ServeCommand(err),
            new TokenCommand(in, out),
            new SendCommand(in, out, err),
            new CallCommand(out, err),
            new RulesCommand(in, out, err));
  }

  int run(String... args) {
    try {
      Optional<Typed> typed = Typed.plain(commands, args);
      if (typed.isEmpty()) {
        typed = new Grammar(commands, out, err).read(args);
      }
      return typed.isPresent() ? run(typed.get()) : ExitCode.OK;
    } catch (CommandFailure failure) {
      err.println(Grammar.PROGRAM + ": " + failure.getMessage());
      return failure.exitCode();
    }
  }

  private int run(Typed typed) throws CommandFailure {
    Command command = typed.command();
    return command.run(
        Settings.read(command.settings(), typed.texts(), environment(command)), typed.operands());
  }

  /** The clients of a server share its folder, and nothing else that it was told. */
  private Map<String, String> environment(Command command) {
    if (command.configurable()) {
      return environment;
    }
    String dir = Identity.DIR.variable();
    return command.settings().contains(Identity.DIR) && environment.containsKey(dir)
        ? Map.of(dir, environment.get(dir))
        : Map.of();
  }
}
