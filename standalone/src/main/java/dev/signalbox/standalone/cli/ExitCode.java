package dev.signalbox.standalone.cli;

/** What the program's exit codes mean. */
public final class ExitCode {
  /** Done; for the server: everything that it accepted was delivered. */
  public static final int OK = 0;

  /** Refused; for the server: something that it accepted was not delivered. */
  public static final int REFUSED = 1;

  /** An option, environment variable or property is unknown or has a wrong value. */
  public static final int USAGE = 2;

  /** Something outside the options: a file, a port that is taken, a server out of reach. */
  public static final int FAILURE = 3;

  /** A request went out and got no answer: it may or may not have been accepted. */
  public static final int UNANSWERED = 4;

  private ExitCode() {}
}
