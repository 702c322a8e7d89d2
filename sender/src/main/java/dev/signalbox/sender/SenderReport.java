package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.List;

/**
 * What a {@link SignalSender} still held when the deadline of its shutdown came.
 *
 * @param unsent the batches that were aborted, those of a conversation in their order; empty when
 *     everything had ended
 */
public record SenderReport(List<Unsent> unsent) {
  /**
   * Copies the list.
   *
   * @param unsent the batches that were aborted
   */
  public SenderReport {
    unsent = List.copyOf(unsent);
  }

  /**
   * A batch that was aborted.
   *
   * @param key the key under which it was handed in
   * @param batch the batch
   * @param outcome the outcome that its stage got: {@link SendOutcome.GaveUp} where the endpoint
   *     has not taken it, {@link SendOutcome.Ambiguous} where a request for it was in flight
   */
  public record Unsent(VendorCallKey key, EventBatch batch, SendOutcome outcome) {}
}
