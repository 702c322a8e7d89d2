package dev.signalbox.core.spi;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Knows which voice calls belong to one conversation (section 6 of the contract). Implementations
 * are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: a later leg whose first call is not found splits
 * a conversation in two, and its rules see half of the signals (KEY-3); one call center's keys seen
 * by another leak one customer's calls to another (CALL-4).
 */
public interface VoiceCallDirectory {
  /**
   * The first voice call of the conversation to which a call belongs. Called on request threads for
   * every batch: it answers from memory, at a cost that does not grow with the length of the chain
   * (CALL-3), and counts as a use of the conversation (CALL-5).
   *
   * @param callCenter the scope of the key
   * @param key any voice call's key
   * @return the first call's key, which is {@code key} itself for a first call; empty when no
   *     record of the call exists (KEY-4)
   */
  Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key);

  /**
   * The voice call of a record's id (CALL-1), for the resources whose path may have either (section
   * 9). It is no use of the conversation.
   *
   * @param callCenter the scope of the id
   * @param id the id of any of the call's records, in either form
   * @return the call's key; empty when there is no such record, and from directories that know
   *     calls by their keys alone, which is the default
   * @since 0.2.0
   */
  default Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallId id) {
    return Optional.empty();
  }

  /**
   * Has a listener notified of each conversation that is forgotten, so that what else is kept of it
   * goes with it (CALL-5). The default notifies of none.
   *
   * @param listener takes the conversation. It is called while the directory is locked: it must be
   *     quick, and not call the directory
   * @since 0.2.0
   */
  default void onForgotten(Consumer<ConversationId> listener) {}

  /**
   * The same as {@link #firstCall}, for a batch that is about to be accepted. A directory that
   * shares its calls with other instances first makes sure that it knows every record that another
   * one has answered (KEY-3). It does not block.
   *
   * @param callCenter the scope of the key
   * @param key any voice call's key
   * @return a stage with the answer; one that fails says that the directory is unavailable. The
   *     default is what the directory knows at once
   * @since 0.2.0
   */
  default CompletionStage<Optional<VendorCallKey>> findFirstCall(
      CallCenterId callCenter, VendorCallKey key) {
    return CompletableFuture.completedStage(firstCall(callCenter, key));
  }

  /**
   * Takes a voice call's record (CALL-1 to CALL-3).
   *
   * @param callCenter the scope of its keys
   * @param call the record
   * @return a stage with the answer; a stage that fails says that the directory is unavailable
   */
  CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call);
}
