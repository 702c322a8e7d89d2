package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a batch that was handed to a {@link SignalSender} ended. Every batch ends in exactly one of
 * these. Immutable.
 */
public sealed interface SendOutcome {
  /**
   * How many requests were sent for the batch.
   *
   * @return 0 when it was not sent
   */
  int tries();

  /**
   * How many of the batch's events the endpoint has certainly taken. A batch that fits into one
   * request is taken whole or not at all (RES-2); of one that had to be split, the first parts may
   * have been taken.
   *
   * @return counted from the front of the batch
   */
  int eventsAccepted();

  /**
   * The endpoint answered with a 2xx: it has taken the whole batch (RES-2).
   *
   * @param tries see {@link #tries()}
   * @param eventsAccepted all of the batch's events
   * @param unanswered how many earlier requests for it went out and got no answer. Always 0 unless
   *     the sender repeats those; otherwise the endpoint may have taken the batch more than once
   * @param firstKey the key that the endpoint says should have been used, because the one that was
   *     used is a later leg's (KEY-3); or empty
   */
  record Accepted(int tries, int eventsAccepted, int unanswered, Optional<VendorCallKey> firstKey)
      implements SendOutcome {}

  /**
   * The contract or the endpoint refuses the batch, and will again.
   *
   * @param tries 0 when the batch was refused before it was sent
   * @param eventsAccepted see {@link #eventsAccepted()}
   * @param status the endpoint's status; empty when the batch was not sent
   * @param violations what is wrong with it; empty when the endpoint did not say so in the
   *     contract's form
   * @param detail what happened, in a sentence for a person
   */
  record Refused(
      int tries, int eventsAccepted, OptionalInt status, List<Violation> violations, String detail)
      implements SendOutcome {
    /**
     * Copies the violations.
     *
     * @param tries how many requests were sent
     * @param eventsAccepted how many events the endpoint has taken
     * @param status the endpoint's status; or empty
     * @param violations what is wrong with the batch; or empty
     * @param detail what happened
     */
    public Refused {
      violations = List.copyOf(violations);
    }
  }

  /**
   * The endpoint has not taken the batch (or, of a split one, not the rest), and it is not sent
   * again.
   *
   * @param tries see {@link #tries()}
   * @param eventsAccepted see {@link #eventsAccepted()}
   * @param reason why
   * @param detail the same with what happened last, in a sentence for a person
   */
  record GaveUp(int tries, int eventsAccepted, Reason reason, String detail)
      implements SendOutcome {}

  /**
   * A request was sent whole and got no answer: whether the endpoint has taken the batch is not
   * known. It was not repeated, or that did not help.
   *
   * @param tries see {@link #tries()}
   * @param eventsAccepted those that were certainly taken
   * @param unanswered how many requests got no answer
   * @param detail what happened, in a sentence for a person
   */
  record Ambiguous(int tries, int eventsAccepted, int unanswered, String detail)
      implements SendOutcome {}

  /** Why a batch was given up. */
  enum Reason {
    /** Its time ran out, or would have before the next try. */
    DEADLINE,
    /** The sender holds as much as it may. */
    FULL,
    /** The sender was closed. */
    CLOSED,
    /** Something in this process failed; the log has the cause. */
    FAILED
  }
}
