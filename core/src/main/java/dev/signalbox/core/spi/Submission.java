package dev.signalbox.core.spi;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * A valid batch with its conversation resolved, which the intake asks a transport to take.
 *
 * @param conversation the conversation, named by its first voice call's key (KEY-3)
 * @param vendorCallKey the key under which the batch came in
 * @param providerName the telephony provider; or empty
 * @param batch service, persist and events
 * @param receivedAt when the server received it, in whole milliseconds
 */
public record Submission(
    ConversationId conversation,
    VendorCallKey vendorCallKey,
    Optional<ProviderName> providerName,
    EventBatch batch,
    Instant receivedAt) {
  /**
   * Requires every part, and cuts the time of receipt to whole milliseconds.
   *
   * @param conversation the conversation, named by its first voice call's key (KEY-3)
   * @param vendorCallKey the key under which the batch came in
   * @param providerName the telephony provider; or empty
   * @param batch service, persist and events
   * @param receivedAt when the server received it, in whole milliseconds
   */
  public Submission {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(vendorCallKey, "vendorCallKey");
    Objects.requireNonNull(providerName, "providerName");
    Objects.requireNonNull(batch, "batch");
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * What a delivered batch was submitted as.
   *
   * @param delivered a batch as subscribers get it
   * @return the same without its sequence and lateness
   */
  public static Submission of(DeliveredBatch delivered) {
    return new Submission(
        delivered.conversation(),
        delivered.vendorCallKey(),
        delivered.providerName(),
        delivered.batch(),
        delivered.receivedAt());
  }

  /**
   * The batch as subscribers get it.
   *
   * @param sequence its number in the conversation
   * @param late whether it is late (DLV-4)
   * @return the delivered batch
   */
  public DeliveredBatch delivered(long sequence, boolean late) {
    return new DeliveredBatch(
        conversation, vendorCallKey, providerName, batch, receivedAt, sequence, late);
  }

  /**
   * The submission in one short line.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return conversation + " " + batch;
  }
}
