package dev.signalbox.transport.inmemory.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where a conversation's batches for one subscriber are put: what is known of a {@link Lane} to who
 * accepts, and written by nobody else. Guarded by the conversation.
 */
class Queue {
  /** Whose it is: a subscription's number, which keeps no subscriber in memory. */
  private int subscription;

  /** The parcel that was put there last; null when none ever was, or all were given up. */
  private @Nullable Parcel last;

  /** How many batches the lane ever got that nobody else gets. Wraps around. */
  private int appended;

  /** The queue of another subscriber. */
  @Nullable Queue more;

  boolean isOf(Subscribed subscribed) {
    return subscription == subscribed.number;
  }

  /** Whether there is no lane that could get more. */
  boolean hasEnded() {
    return last == null || last.isTheEnd();
  }

  /** Puts a parcel at the end; false when there is no lane, or it has ended. */
  boolean append(Parcel parcel) {
    Parcel before = last;
    if (before == null) {
      return false;
    }
    parcel.lane(before.lane());
    if (!before.append(parcel)) {
      return false;
    }
    last = parcel;
    if (!parcel.isShared()) {
      appended++;
    }
    return true;
  }

  /** Begins a lane. */
  Lane begin(Conversation conversation, Subscribed subscribed, Parcel parcel) {
    Lane lane = new Lane(conversation, subscribed, parcel);
    parcel.lane(lane);
    last = parcel;
    appended = parcel.isShared() ? 0 : 1;
    subscription = subscribed.number;
    return lane;
  }

  /** The lane, unless it has ended. */
  @Nullable Lane lane() {
    return last == null ? null : last.lane();
  }

  /** How many batches that nobody else gets are not finished. */
  int ownUndelivered() {
    Lane lane = lane();
    return lane == null ? 0 : appended - lane.finished();
  }

  /** When the last batch was finished, if it was, and nobody else got it. */
  long finishedAt() {
    return last == null || ownUndelivered() != 0 ? Long.MIN_VALUE : last.finishedAt();
  }

  /** Whether there is a batch that is not finished, and that nobody else gets; holds nothing. */
  boolean isBusy() {
    Parcel parcel = last;
    return parcel != null && parcel.isWaiting();
  }

  /** Forgets a lane whose parcels were given up. */
  void clear() {
    last = null;
  }
}
