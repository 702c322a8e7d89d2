package dev.signalbox.core.spi;

import dev.signalbox.core.ConversationEvent;
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
  private static final int BATCH_BYTES = 512;
  private static final int EVENT_BYTES = 256;

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
   * About how much memory the batch holds while it waits: 512 bytes, 256 per event, and 2 per
   * character of its texts. Transports bound what waits by it (DLV-5).
   *
   * @return bytes
   */
  public long footprint() {
    long characters = (long) batch.service().length() + vendorCallKey.value().length();
    if (providerName.isPresent()) {
      characters += providerName.get().value().length();
    }
    for (ConversationEvent event : batch.events()) {
      characters += event.value().length();
      if (event.score().isPresent()) {
        characters += event.score().get().literal().length();
      }
    }
    return BATCH_BYTES + (long) EVENT_BYTES * batch.events().size() + 2 * characters;
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
