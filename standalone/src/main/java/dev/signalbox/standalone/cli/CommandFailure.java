package dev.signalbox.standalone.cli;

/** Ends a command: its message is the one line that the user sees. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public static CommandFailure failure(String message) {
    return new CommandFailure(ExitCode.FAILURE, message);
  }

  public static CommandFailure unanswered(String message) {
    return new CommandFailure(ExitCode.UNANSWERED, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
