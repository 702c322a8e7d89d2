package dev.signalbox.testkit.internal.check;

/** The checks could not begin; the message says what to look at. */
public final class CouldNotRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * With a message for a person.
   *
   * @param message what happened and what to look at
   */
  public CouldNotRunException(String message) {
    super(message);
  }
}
