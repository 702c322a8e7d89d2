package dev.signalbox.testkit.internal.check;

/** A check can't be made; the message says why. */
public final class CheckSkippedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CheckSkippedException(String reason) {
    super(reason);
  }
}
