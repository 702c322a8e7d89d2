package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import java.time.Duration;

/**
 * Is notified of what a {@link SignalSender} does: for logs and counters. Called on the sender's
 * threads: it must be thread-safe and quick. Whatever it throws is logged and goes no further.
 */
public interface SenderListener {
  /** Listens to nothing. */
  SenderListener NONE = new SenderListener() {};

  /**
   * A batch has ended. Called once for each batch, before its stage completes.
   *
   * @param key the key under which it was handed in
   * @param batch the batch
   * @param outcome how it ended
   */
  default void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {}

  /**
   * A voice call's record has ended. Called once for each, before its stage completes.
   *
   * @param call the record
   * @param outcome how it ended
   */
  default void ended(VoiceCall call, CallOutcome outcome) {}

  /**
   * A request failed and will be sent again.
   *
   * @param firstKey the conversation
   * @param why what happened, in a sentence for a person
   * @param delay when the next try is due, at the earliest
   */
  default void retrying(VendorCallKey firstKey, String why, Duration delay) {}

  /**
   * So many requests failed in a row that no more are made for a while.
   *
   * @param delay when a single request tests whether the endpoint is back
   */
  default void circuitOpened(Duration delay) {}

  /** The endpoint is back. */
  default void circuitClosed() {}
}
