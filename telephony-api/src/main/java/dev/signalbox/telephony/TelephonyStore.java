package dev.signalbox.telephony;

import dev.signalbox.core.ConversationId;
import dev.signalbox.telephony.internal.ConversationEntries;
import dev.signalbox.telephony.model.TelephonyConversation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is kept of conversations beside their signals: participants, transcript, changes of the
 * calls' records, routing, callbacks, events after the call. It is bounded, and a conversation is
 * to be forgotten here when the directory of calls forgets it (CALL-5):
 *
 * <pre>{@code
 * TelephonyStore store = TelephonyStore.of(64 << 20, Duration.ofHours(24));
 * calls.onForgotten(store::forget);
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.2.0
 */
public final class TelephonyStore {
  private final ConversationEntries entries;

  private TelephonyStore(long maxBytes, Duration timeToLive) {
    entries =
        new ConversationEntries(
            maxBytes,
            timeToLive.toMillis(),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /**
   * An empty store.
   *
   * @param maxBytes what there is room for, about; what does not fit is refused with 503
   * @param timeToLive when a conversation that is not used makes room for others, even if nothing
   *     says that it is forgotten
   * @return a store
   * @throws IllegalArgumentException when either is not positive
   */
  public static TelephonyStore of(long maxBytes, Duration timeToLive) {
    if (maxBytes < 1 || timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException("maxBytes and timeToLive must be positive");
    }
    return new TelephonyStore(maxBytes, timeToLive);
  }

  /**
   * What is kept of a conversation.
   *
   * @param id the conversation
   * @return what is kept now; empty where nothing is
   */
  public Optional<TelephonyConversation> conversation(ConversationId id) {
    return entries.find(id);
  }

  /**
   * Forgets a conversation.
   *
   * @param id the conversation
   */
  public void forget(ConversationId id) {
    entries.forget(id);
  }

  /** Forgets all conversations. */
  public void clear() {
    entries.clear();
  }

  ConversationEntries entries() {
    return entries;
  }
}
