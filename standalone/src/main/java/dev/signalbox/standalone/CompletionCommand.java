package dev.signalbox.standalone;

import dev.signalbox.standalone.cli.HelpOptions;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the completion of commands and options for a shell. */
@Command(
    name = "completion",
    description = {
      "Print the completion of commands and options for a shell.",
      "",
      "For bash: source <(signalbox completion bash)",
      "For zsh: source <(signalbox completion zsh)"
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  private final Supplier<CommandLine> program;

  /** One script serves both: it begins with what zsh needs to read bash's completions. */
  enum Shell {
    bash,
    zsh
  }

  /**
   * A command.
   *
   * @param program the whole command line
   */
  CompletionCommand(Supplier<CommandLine> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("signalbox", program.get()));
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
