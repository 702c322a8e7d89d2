package dev.signalbox.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * An accepted batch as subscribers get it (DLV-4). Immutable.
 *
 * @param conversation the conversation, named by its first voice call's key
 * @param vendorCallKey the key under which the batch came in
 * @param providerName the telephony provider; or empty (HDR-2)
 * @param batch service, persist and events
 * @param receivedAt when the server received it, in whole milliseconds
 * @param sequence the batch's number in its conversation: in memory from 0 without gaps
 * @param late whether its first event starts before the latest start time that was already accepted
 *     for the conversation
 * @param redelivered whether a subscriber may have had the batch before, because the process that
 *     delivered it has ended since (DLV-1); all else is then as it was. Never in memory
 */
public record DeliveredBatch(
    ConversationId conversation,
    VendorCallKey vendorCallKey,
    Optional<ProviderName> providerName,
    EventBatch batch,
    Instant receivedAt,
    long sequence,
    boolean late,
    boolean redelivered) {
  /**
   * Requires every part, and cuts the time of receipt to whole milliseconds.
   *
   * @param conversation the conversation, named by its first voice call's key
   * @param vendorCallKey the key under which the batch came in
   * @param providerName the telephony provider; or empty (HDR-2)
   * @param batch service, persist and events
   * @param receivedAt when the server received it, in whole milliseconds
   * @param sequence the batch's number in its conversation: in memory from 0 without gaps
   * @param late whether it is late
   * @param redelivered whether a subscriber may have had the batch before
   */
  public DeliveredBatch {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(vendorCallKey, "vendorCallKey");
    Objects.requireNonNull(providerName, "providerName");
    Objects.requireNonNull(batch, "batch");
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * A batch that is delivered for the first time.
   *
   * @param conversation the conversation, named by its first voice call's key
   * @param vendorCallKey the key under which the batch came in
   * @param providerName the telephony provider; or empty (HDR-2)
   * @param batch service, persist and events
   * @param receivedAt when the server received it, in whole milliseconds
   * @param sequence the batch's number in its conversation
   * @param late whether it is late
   */
  public DeliveredBatch(
      ConversationId conversation,
      VendorCallKey vendorCallKey,
      Optional<ProviderName> providerName,
      EventBatch batch,
      Instant receivedAt,
      long sequence,
      boolean late) {
    this(conversation, vendorCallKey, providerName, batch, receivedAt, sequence, late, false);
  }

  /**
   * The same batch, delivered again.
   *
   * @return this with {@link #redelivered} true
   */
  public DeliveredBatch again() {
    return new DeliveredBatch(
        conversation, vendorCallKey, providerName, batch, receivedAt, sequence, late, true);
  }

  /**
   * The batch in one short line.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return conversation
        + " #"
        + sequence
        + (late ? " (late) " : " ")
        + (redelivered ? "(redelivered) " : "")
        + batch;
  }
}
