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
    System.exit(
        new CommandLine(new VerifyCommand()).setCommandName("signalbox-testkit").execute(args));
  }
}
