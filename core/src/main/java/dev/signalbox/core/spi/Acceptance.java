package dev.signalbox.core.spi;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import java.time.Duration;
import java.util.List;

/** A transport's answer to a submission. */
public sealed interface Acceptance {
  /**
   * The transport has taken responsibility for the whole batch (RES-2).
   *
   * @param sequence the batch's number in its conversation
   * @param late whether it is late (DLV-4)
   */
  record Accepted(long sequence, boolean late) implements Acceptance {}

  /**
   * No event of the batch is or will be delivered, and it has used up no number.
   *
   * @param clause which clause asks for it: RES-4, CALL-5, DLV-5 or DLV-6
   * @param detail a sentence for the peer
   * @param retryAfter when it is worth trying again
   */
  record Refused(Clause clause, String detail, Duration retryAfter) implements Acceptance {}

  /**
   * What the transport hands batches on to refuses this one, and will again. No event of the batch
   * is or will be delivered, and it has used up no number.
   *
   * @param violations what is wrong with the batch, at least one
   */
  record Invalid(List<Violation> violations) implements Acceptance {
    /**
     * Copies the violations.
     *
     * @param violations what is wrong with the batch, at least one
     */
    public Invalid {
      violations = List.copyOf(violations);
    }
  }

  /**
   * Nobody here knows whether the batch was taken: what it was handed on to has not answered. There
   * is no status for that (RES-2); the peer gets no answer either.
   *
   * @param detail a sentence for the log
   */
  record Unknown(String detail) implements Acceptance {}
}
