package dev.signalbox.standalone;

import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which version this is. */
@Command(
    name = "version",
    description = "Print which version this is.",
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOptions help = new HelpOptions();

  @Override
  public Integer call() {
    spec.commandLine().printVersionHelp(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}
