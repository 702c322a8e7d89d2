package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.DeliveredBatch;
import java.util.Arrays;

/**
 * A batch that has its number and lateness, and is to be written before it is delivered. Until then
 * the number can be taken back.
 */
public final class NumberedBatch {
  final ConversationMailbox mailbox;
  final DeliveredBatch batch;
  final long footprint;
  final SubscriptionState[] subscriptions;

  /** The conversation's latest start time before this batch. */
  final long latestStartBefore;

  NumberedBatch(
      ConversationMailbox mailbox,
      DeliveredBatch batch,
      long footprint,
      SubscriptionState[] subscriptions,
      long latestStartBefore) {
    this.mailbox = mailbox;
    this.batch = batch;
    this.footprint = footprint;
    this.subscriptions = subscriptions;
    this.latestStartBefore = latestStartBefore;
  }

  public ConversationMailbox mailbox() {
    return mailbox;
  }

  public DeliveredBatch batch() {
    return batch;
  }

  /** The numbers of the subscriptions that get the batch. */
  public int[] subscribers() {
    return Arrays.stream(subscriptions).mapToInt(subscription -> subscription.number).toArray();
  }
}
