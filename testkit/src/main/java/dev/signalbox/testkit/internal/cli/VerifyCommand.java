package dev.signalbox.testkit.internal.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code verify} with its subcommands {@code endpoint} and {@code sender}, for programs
 * that have a command line of their own: an instance is what picocli's {@code addSubcommand} takes.
 *
 * <p>Exit codes: 0 conforms, 1 does not, 2 nothing was checked or the options are wrong, 3 could
 * not run.
 */
@Command(
    name = "verify",
    description = "Checks an endpoint or a sender against the contract.",
    subcommands = {EndpointCommand.class, SenderCommand.class},
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** A new command. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public VerifyCommand() {}

  /** Says which subcommands there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to verify: endpoint or sender.");
  }
}
