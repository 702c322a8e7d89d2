package dev.signalbox.testkit.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code verify} with its subcommands {@code endpoint} and {@code sender}, and the
 * option {@code --oracle}, for programs that have a command line of their own: an instance is what
 * picocli's {@code addSubcommand} takes.
 *
 * <p>Exit codes: 0 conforms, 1 does not, 2 nothing was checked or the options are wrong, 3 could
 * not run.
 */
@Command(
    name = "verify",
    description = {
      "Checks an endpoint or a sender against the contract; or, with --oracle, an endpoint against"
          + " recorded answers of another.",
      "Exit codes: 0 conforms, or answers as recorded; 1 does not; 2 nothing was checked or the"
          + " options are wrong; 3 could not run."
    },
    subcommands = {EndpointCommand.class, SenderCommand.class},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = 3)
public final class VerifyCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private OracleOptions oracle = new OracleOptions();

  /** A new command. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public VerifyCommand() {}

  /** Compares with a recording, or says what there is to verify. */
  @Override
  public Integer call() {
    if (oracle.named()) {
      return oracle.run(spec);
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        oracle.argument().map(word -> "What is \"" + word + "\"? ").orElse("")
            + "Say what to verify: endpoint or sender; or --oracle FILE URL.");
  }
}
