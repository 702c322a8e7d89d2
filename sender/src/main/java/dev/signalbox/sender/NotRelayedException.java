package dev.signalbox.sender;

/** Reports that a relay's upstream has not, or perhaps not, accepted a batch. */
public final class NotRelayedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Not serialised: an exception that crossed a stream keeps its message. */
  private final transient SendOutcome outcome;

  NotRelayedException(SendOutcome outcome) {
    super(describe(outcome), null, false, false);
    this.outcome = outcome;
  }

  /**
   * How sending the batch ended.
   *
   * @return anything but {@link SendOutcome.Accepted}
   */
  public SendOutcome outcome() {
    return outcome;
  }

  private static String describe(SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Refused refused) {
      return refused.detail();
    }
    if (outcome instanceof SendOutcome.GaveUp gaveUp) {
      return gaveUp.detail();
    }
    return ((SendOutcome.Ambiguous) outcome).detail();
  }
}
