package dev.signalbox.standalone.faults;

import dev.signalbox.core.Violation;
import java.util.Optional;

/**
 * A fault that a request meets.
 *
 * @param active the fault
 * @param retryAfter seconds, for the answer
 * @param token what is wrong with the token by the fault's clock
 */
public record FaultHit(
    ActiveFault active, Optional<Integer> retryAfter, Optional<Violation> token) {
  static FaultHit of(ActiveFault active, Optional<Integer> retryAfter) {
    return new FaultHit(active, retryAfter, Optional.empty());
  }

  /** The fault's number and what it does, for a log. */
  public String summary() {
    return active.id() + " (" + active.fault().summary() + ")";
  }
}
