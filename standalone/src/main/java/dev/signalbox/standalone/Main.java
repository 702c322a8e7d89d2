package dev.signalbox.standalone;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.StderrLoggers;
import dev.signalbox.standalone.cli.Terminal;

/** The program. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    Terminal terminal = new Terminal(System.in, System.out, System.err);
    int exitCode = Signalbox.commandLine(System.getenv(), terminal, args).execute(args);
    if (exitCode == ExitCode.OK && terminal.isOutputLost()) {
      terminal.err(
          "signalbox: standard output can't be written: what should be there is not all there");
      exitCode = ExitCode.FAILURE;
    }
    StderrLoggers.flush();
    System.exit(exitCode);
  }
}
