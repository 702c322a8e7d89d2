package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.internal.PreparedRequest;
import dev.signalbox.sender.internal.Reply;
import dev.signalbox.sender.internal.Scheduler;

/**
 * Something to be sent, in one request or several. All but {@link #complete} is called under the
 * {@link SendScheduler}'s lock, or for the one request that is in flight for it.
 */
abstract sealed class SendTask permits BatchTask, CallTask {
  /** The conversation, in whose order it is sent. */
  final VendorCallKey conversation;

  /** When it expires, by {@link Scheduler#nanos}. */
  final long deadline;

  /** The size of its bodies. */
  final long bytes;

  long enqueuedAt;
  int tries;
  int unanswered;
  boolean ended;
  Scheduler.Timer expiry = () -> {};

  SendTask(VendorCallKey conversation, long deadline, long bytes) {
    this.conversation = conversation;
    this.deadline = deadline;
    this.bytes = bytes;
  }

  abstract PreparedRequest nextRequest();

  /** A 2xx arrived. True when that was the last request. */
  abstract boolean accepted(Reply.Answer answer);

  abstract int eventsAccepted();

  /** Whether it may share a request with its neighbours. */
  abstract boolean joinable();

  /** Notifies the caller. Called once, outside of the lock. */
  abstract void complete(SendOutcome outcome);
}
