package dev.signalbox.standalone;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.OneLineErrors;
import dev.signalbox.standalone.cli.SettingDefaults;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.demo.DemoCommand;
import dev.signalbox.standalone.identity.CallerOptions;
import dev.signalbox.standalone.oracle.RecordCommand;
import dev.signalbox.standalone.serve.ServeCommand;
import dev.signalbox.standalone.tools.CallCommand;
import dev.signalbox.standalone.tools.DataCommand;
import dev.signalbox.standalone.tools.ReplayCommand;
import dev.signalbox.standalone.tools.RulesCommand;
import dev.signalbox.standalone.tools.SendCommand;
import dev.signalbox.standalone.tools.TailCommand;
import dev.signalbox.standalone.tools.TokenCommand;
import dev.signalbox.testkit.internal.cli.VerifyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** The program's command line. */
final class Signalbox implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("signalbox");

  private Signalbox() {
    HelpOptions.addTo(spec);
    spec.usageMessage()
        .description("Real-time conversation events: a server that takes them, and its tools.")
        .footer(
            "",
            "Exit codes: 0 done; 1 refused, or not delivered; 2 wrong options; 3 something outside"
                + " the options, such as a file that can't be read or a server out of reach; 4 sent"
                + " without an answer.");
  }

  /**
   * The command line for some arguments. Where they begin with a command, it has that one alone:
   * picocli reads the annotations of each command that it knows, which takes longer than most of
   * them run.
   */
  static CommandLine commandLine(
      Map<String, String> environment, Terminal terminal, String... args) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    String first = args.length > 0 ? args[0] : "";
    commands.put("serve", () -> serve(environment, terminal, first.equals("serve")));
    commands.put("token", () -> tool(environment, new TokenCommand(terminal)));
    commands.put("send", () -> tool(environment, new SendCommand(terminal)));
    commands.put("demo", () -> tool(environment, new DemoCommand(terminal)));
    commands.put("call", () -> tool(environment, new CallCommand(terminal)));
    commands.put("rules", () -> tool(environment, new RulesCommand(terminal)));
    commands.put("tail", () -> tool(environment, new TailCommand()));
    commands.put("replay", () -> tool(environment, new ReplayCommand(terminal)));
    commands.put("data", () -> literally(new CommandLine(new DataCommand(terminal))));
    commands.put("record", () -> tool(environment, new RecordCommand(terminal)));
    commands.put("verify", () -> new CommandLine(new VerifyCommand()));
    commands.put("version", () -> new CommandLine(new VersionCommand()));
    commands.put(
        "completion",
        () -> new CommandLine(new CompletionCommand(() -> commandLine(environment, terminal))));
    if (commands.containsKey(first)) {
      commands.keySet().retainAll(Set.of(first));
    } else {
      commands.put("help", () -> new CommandLine(new HelpCommand()));
    }
    CommandLine root = new CommandLine(new Signalbox().spec);
    commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
    OneLineErrors errors = new OneLineErrors();
    return root.setExpandAtFiles(false)
        .setOut(terminal.outWriter())
        .setErr(terminal.errWriter())
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static CommandLine serve(
      Map<String, String> environment, Terminal terminal, boolean soon) {
    ServeCommand command = new ServeCommand(terminal);
    if (soon) {
      command.warmUp();
    }
    return literally(
        new CommandLine(command.spec()).setDefaultValueProvider(SettingDefaults.all(environment)));
  }

  /** The clients of a server share its folder, and nothing else that it was told. */
  private static CommandLine tool(Map<String, String> environment, Object command) {
    return literally(
        new CommandLine(command)
            .setDefaultValueProvider(SettingDefaults.only(environment, CallerOptions.DIR)));
  }

  /** What looks like a variable of picocli's in a value is none. */
  private static CommandLine literally(CommandLine command) {
    return command.setInterpolateVariables(false);
  }

  @Override
  public Integer call() throws CommandFailure {
    throw CommandFailure.usage(
        "name a command: " + String.join(", ", spec.subcommands().keySet()) + "; or --help");
  }
}
