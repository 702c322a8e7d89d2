package dev.signalbox.testkit.internal.check;

/** A check failed. */
public final class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient CheckOutcome.Failure failure;

  public CheckFailedException(CheckOutcome.Failure failure) {
    super(failure.came());
    this.failure = failure;
  }

  public CheckOutcome.Failure failure() {
    return failure;
  }
}
