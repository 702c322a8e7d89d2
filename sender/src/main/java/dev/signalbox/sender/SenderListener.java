package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import java.time.Duration;

/**
 * Is told what a {@link SignalSender} does: for logs and counters. Called on the sender's threads:
 * it must be thread-safe and quick, and what it throws is logged and goes no further.
 */
public interface SenderListener {
  /** Listens to nothing. */
  SenderListener NONE = new SenderListener() {};

  /**
   * A batch has come to its end. Called once for each batch, before its stage completes.
   *
   * @param key the key under which it was handed in
   * @param batch the batch
   * @param outcome its end
   */
  default void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {}

  /**
   * A voice call's record has come to its end. Called once for each, before its stage completes.
   *
   * @param call the record
   * @param outcome its end
   */
  default void ended(VoiceCall call, CallOutcome outcome) {}

  /**
   * A request failed and will be made again.
   *
   * @param firstKey the conversation
   * @param why what happened, in a sentence for a person
   * @param delay when the next try is due, at the earliest
   */
  default void retrying(VendorCallKey firstKey, String why, Duration delay) {}

  /**
   * So many requests failed in a row that no more are made for a while.
   *
   * @param delay when one is made to see whether the endpoint is back
   */
  default void circuitOpened(Duration delay) {}

  /** The endpoint is back. */
  default void circuitClosed() {}
}
