package dev.signalbox.testkit;

import picocli.CommandLine;

/** The kit as a program: {@code java -p … -m dev.signalbox.testkit endpoint …}. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param args a subcommand and its options
   */
  public static void main(String[] args) {
    System.exit(commandLine(System.getProperty("signalbox.command", "")).execute(args));
  }

  /**
   * The command line as a person meets it.
   *
   * @param launcher what was typed to start the program of which the kit is a part; empty where the
   *     kit was started by itself
   */
  static CommandLine commandLine(String launcher) {
    return new CommandLine(new VerifyCommand())
        .setCommandName(launcher.isEmpty() ? "signalbox-testkit" : launcher + " verify")
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              StackTraceElement[] trace = failure.getStackTrace();
              command
                  .getErr()
                  .println(
                      "Could not run, which is a mistake of the kit: "
                          + failure
                          + (trace.length == 0 ? "" : " at " + trace[0]));
              return 3;
            });
  }
}
