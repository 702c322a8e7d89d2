package dev.signalbox.standalone.tools;

import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.TransportLog;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramEnd;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.StdOut;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what servers accept, from the log that they share. */
@Command(
    name = "tail",
    description =
        "Print the batches that servers accept over Kafka, each as a line of JSON (TLK-1), until a"
            + " signal ends it.",
    sortOptions = false,
    abbreviateSynopsis = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class TailCommand implements Callable<Integer> {
  @Mixin private KafkaCommandOptions kafka = new KafkaCommandOptions();

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "Go on where the reader of this name stopped; a new name begins with the oldest batch."
              + " Several that have one name share the batches.")
  private Optional<String> group;

  @Option(
      names = "--from-beginning",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Begin with the oldest batch that is kept. Default: with what comes from now on.")
  private boolean fromBeginning;

  @Mixin private HelpOptions help = new HelpOptions();

  @Override
  public Integer call() throws CommandFailure {
    if (group.isPresent() && fromBeginning) {
      throw CommandFailure.usage(
          "--from-beginning does not go with --group, which goes on where it stopped");
    }
    TransportLog log = kafka.open();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  log.close();
                  ProgramEnd.halt(ExitCode.OK);
                },
                "signalbox-stop"));
    StdOut output = new StdOut(new FileOutputStream(FileDescriptor.out));
    Subscriber printer = batch -> output.line(JsonFormat.INSTANCE.toolkitEvent(batch));
    if (group.isPresent()) {
      log.read(group.get(), printer);
    } else {
      log.read(fromBeginning ? TransportLog.Start.BEGINNING : TransportLog.Start.NOW, printer);
    }
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }
}
