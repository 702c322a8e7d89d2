package dev.signalbox.testkit.internal.cli;

import java.util.Locale;
import picocli.CommandLine;

/** The kit as a program: {@code java -p … -m dev.signalbox.testkit endpoint …}. */
public final class KitMain {
  private KitMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine(System.getProperty("signalbox.command", "")).execute(args));
  }

  /**
   * The command line as a user meets it. Every failure is one line that begins with {@code
   * signalbox:}.
   *
   * @param launcher what was typed to start the program that the kit is a part of; empty where the
   *     kit was started by itself
   */
  static CommandLine commandLine(String launcher) {
    return new CommandLine(new VerifyCommand())
        .setCommandName(launcher.isEmpty() ? "signalbox-testkit" : launcher + " verify")
        .setParameterExceptionHandler(
            (wrong, args) -> {
              CommandLine command = wrong.getCommandLine();
              command
                  .getErr()
                  .println(
                      failure(String.valueOf(wrong.getMessage()))
                          + " (Try: "
                          + command.getCommandSpec().qualifiedName()
                          + " --help)");
              return 2;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              StackTraceElement[] trace = failure.getStackTrace();
              command
                  .getErr()
                  .println(
                      failure(
                          "the kit itself failed: "
                              + failure
                              + (trace.length == 0 ? "" : " at " + trace[0])));
              return 3;
            });
  }

  /** A failure as one line. */
  static String failure(String message) {
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    boolean word = line.length() > 1 && Character.isLowerCase(line.charAt(1));
    return "signalbox: "
        + (word ? line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1) : line);
  }
}
