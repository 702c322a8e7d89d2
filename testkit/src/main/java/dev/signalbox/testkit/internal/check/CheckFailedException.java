package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;
import java.util.Optional;

/** A check failed. */
public final class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient CheckOutcome.Failure failure;
  private final String reason;
  private final transient Optional<Clause> cause;

  public CheckFailedException(CheckOutcome.Failure failure) {
    this(failure, "", Optional.empty());
  }

  /**
   * A failure.
   *
   * @param failure what was expected and what came
   * @param reason equal for failures of the same kind, whatever the values
   * @param cause the clause that it belongs to; empty for that of the check
   */
  public CheckFailedException(CheckOutcome.Failure failure, String reason, Optional<Clause> cause) {
    super(failure.came());
    this.failure = failure;
    this.reason = reason;
    this.cause = cause;
  }

  public CheckOutcome.Failure failure() {
    return failure;
  }

  public String reason() {
    return reason;
  }

  public Optional<Clause> clause() {
    return cause;
  }

  /** The same failure of another clause. */
  public CheckFailedException because(Clause clause) {
    return new CheckFailedException(failure, reason, Optional.of(clause));
  }
}
