package dev.signalbox.core.spi;

import dev.signalbox.core.ConversationId;
import java.util.Map;

/**
 * What a transport could not deliver before its deadline (DLV-6).
 *
 * @param undelivered how many accepted batches some subscriber has not been given whole or has not
 *     finished, by conversation; empty when everything was delivered
 */
public record ShutdownReport(Map<ConversationId, Integer> undelivered) {
  /**
   * Copies the map.
   *
   * @param undelivered how many accepted batches some subscriber has not been given whole or has
   *     not finished
   */
  public ShutdownReport {
    undelivered = Map.copyOf(undelivered);
  }

  /**
   * How many batches were not delivered.
   *
   * @return the sum over all conversations
   */
  public long count() {
    return undelivered.values().stream().mapToLong(Integer::longValue).sum();
  }
}
