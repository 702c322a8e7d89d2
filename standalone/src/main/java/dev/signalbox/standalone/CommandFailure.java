package dev.signalbox.standalone;

/** Ends a command: its message is the one line that the user sees. */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  static CommandFailure failure(String message) {
    return new CommandFailure(ExitCode.FAILURE, message);
  }

  static CommandFailure unanswered(String message) {
    return new CommandFailure(ExitCode.UNANSWERED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
