package dev.signalbox.standalone.tools;

import dev.signalbox.core.spi.TransportLog;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hands dead letters back to the subscribers that refused them. */
@Command(
    name = "replay",
    description =
        "Hand the batches that subscribers refused as often as they may to those subscribers again,"
            + " with the sequence that they had: replay --dlt.",
    sortOptions = false,
    abbreviateSynopsis = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--dlt",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "The dead letters that were not handed back before.")
  private boolean deadLetters;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "Those of one subscriber. Default: of all.")
  private Optional<String> group;

  @Mixin private KafkaCommandOptions kafka = new KafkaCommandOptions();
  @Mixin private HelpOptions help = new HelpOptions();

  /** A command that prints on a terminal. */
  public ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (!deadLetters) {
      throw CommandFailure.usage("say what to replay: --dlt, the dead letters");
    }
    try (TransportLog log = kafka.open()) {
      long count = log.replayDeadLetters(group);
      terminal.err(
          count + (count == 1 ? " dead letter was" : " dead letters were") + " handed back");
      return ExitCode.OK;
    } catch (IllegalStateException away) {
      throw CommandFailure.failure(String.valueOf(away.getMessage()));
    }
  }
}
