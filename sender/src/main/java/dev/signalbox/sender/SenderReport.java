package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.List;

/**
 * What a {@link SignalSender} still held when the deadline of its closing came.
 *
 * @param unsent the batches that were cut short, each with the outcome that its sender was told;
 *     those of a conversation in their order; empty when everything had come to its own end
 */
public record SenderReport(List<Unsent> unsent) {
  /**
   * Copies the list.
   *
   * @param unsent see the component
   */
  public SenderReport {
    unsent = List.copyOf(unsent);
  }

  /**
   * A batch that was cut short.
   *
   * @param key the key under which it was handed in
   * @param batch the batch
   * @param outcome {@link SendOutcome.GaveUp} where the endpoint has not taken it, {@link
   *     SendOutcome.Ambiguous} where a request for it was under way
   */
  public record Unsent(VendorCallKey key, EventBatch batch, SendOutcome outcome) {}
}
