package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.DeliveredBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An accepted batch on its way to one subscriber, in the queue of a {@link Lane}. Of all the
 * parcels of a batch, the one that is finished last ends the batch, exactly once, whoever else
 * gives it up meanwhile.
 */
final class Parcel {
  private static final VarHandle NEXT;
  private static final VarHandle LANE;
  private static final VarHandle DONE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Parcel.class, "next", Parcel.class);
      LANE = lookup.findVarHandle(Parcel.class, "lane", Lane.class);
      DONE = lookup.findVarHandle(Parcel.class, "done", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Null once the lane has ended with this parcel. */
  private @Nullable DeliveredBatch batch;

  /** The lane; null once it has ended with this parcel. */
  @SuppressWarnings("unused") // by its handle
  private volatile @Nullable Lane lane;

  /** What the batch takes in the room, in bytes; once it is finished, when that was. */
  private long weight;

  /** How many subscribers have not finished the batch; null where there is but one. */
  private final @Nullable AtomicInteger shared;

  /** Whether the only one has finished the batch: 1; at first 0, which costs no write. */
  @SuppressWarnings("unused") // by its handle
  private volatile int done;

  /** The parcel behind; this one itself once the lane has gone on, or has ended with it. */
  @SuppressWarnings("unused") // by its handle
  private volatile @Nullable Parcel next;

  Parcel(DeliveredBatch batch, long weight, @Nullable AtomicInteger shared) {
    this.batch = batch;
    this.weight = weight;
    this.shared = shared;
  }

  /** The batch, for who has the lane. */
  DeliveredBatch batch() {
    return Objects.requireNonNull(batch);
  }

  /** The lane, until that has ended, with all that it did before that. */
  @Nullable Lane lane() {
    return (Lane) LANE.getAcquire(this);
  }

  /** Says which lane it is, for who then puts the parcel there. */
  void lane(@Nullable Lane lane) {
    LANE.set(this, lane);
  }

  /** What the batch takes in the room, in bytes, for who ends it. */
  long weight() {
    return weight;
  }

  /** Notes when a batch was finished, for who ended it and has asked for its weight. */
  void finishedAt(long millis) {
    weight = millis;
  }

  /** When the batch was finished, if nobody else got it and none was behind it. */
  long finishedAt() {
    return shared == null && done != 0 ? weight : Long.MIN_VALUE;
  }

  /** Whether nobody else gets the batch, and it is not finished. */
  boolean isWaiting() {
    return done == 0 && shared == null;
  }

  /** Whether the batch is for several subscribers. */
  boolean isShared() {
    return shared != null;
  }

  /** One more subscriber has finished the batch; answers whether that ends it. */
  boolean finish() {
    if (shared == null) {
      return finishOnly();
    }
    int left = shared.get();
    while (left > 0 && !shared.compareAndSet(left, left - 1)) {
      left = shared.get();
    }
    return left == 1;
  }

  private boolean finishOnly() {
    return (int) DONE.getAndSet(this, 1) == 0;
  }

  /** Gives the batch up for all its subscribers; answers whether that ends it. */
  boolean giveUp() {
    return shared == null ? finishOnly() : shared.getAndSet(0) > 0;
  }

  /** The parcel behind, with all that was written before it was put there. */
  @Nullable Parcel next() {
    return (Parcel) NEXT.getAcquire(this);
  }

  /** Puts a parcel behind this one, which is its lane's last; false when the lane has ended. */
  boolean append(Parcel parcel) {
    return NEXT.compareAndSet(this, null, parcel);
  }

  /**
   * Ends the lane with this parcel, which may stay where it is until the next batch comes, and
   * keeps nothing else; false when there is one behind it.
   */
  boolean end() {
    if (!NEXT.compareAndSet(this, null, this)) {
      return false;
    }
    batch = null;
    LANE.setRelease(this, null);
    return true;
  }

  /** Whether the lane has ended with this parcel, which was its last. */
  boolean isTheEnd() {
    return next == this;
  }

  /**
   * Takes a parcel that is done with out of its queue, so that it does not keep those behind it in
   * memory once it has grown old.
   */
  void leave() {
    NEXT.setRelease(this, this);
  }
}
