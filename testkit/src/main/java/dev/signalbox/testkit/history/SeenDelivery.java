package dev.signalbox.testkit.history;

import dev.signalbox.core.DeliveredBatch;

/**
 * A batch as a subscriber got it.
 *
 * @param subscriber the subscriber's name, which it keeps over restarts
 * @param run the life of the process, or of the member of a group, that delivered it: a new one
 *     after each restart
 * @param at when the subscriber had it, or later: on the clients' clock
 * @param batch the batch
 * @since 0.2.0
 */
public record SeenDelivery(String subscriber, int run, long at, DeliveredBatch batch) {
  /**
   * The batch's name in the history.
   *
   * @return the first event's value
   */
  public String name() {
    return batch.batch().events().get(0).value();
  }
}
