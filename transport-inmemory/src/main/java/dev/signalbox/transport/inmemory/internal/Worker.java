package dev.signalbox.transport.inmemory.internal;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A thread that runs a subscriber's lanes, one turn after the other. */
final class Worker implements Runnable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  private final Workers workers;

  /** Odd while the subscriber has the thread. */
  private final AtomicLong steps = new AtomicLong();

  // Guarded by the workers' lock.

  /** What {@link #steps} was when it was last looked at. */
  private long seen;

  /** How often in a row it was looked at and the subscriber still had the same batch. */
  private int looks;

  Worker(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void run() {
    @Nullable Lane lane = workers.take(this);
    while (lane != null) {
      boolean more;
      try {
        more = lane.run(this);
      } catch (Throwable e) {
        // Memory ran out before the batch was given to anybody: nothing else is thrown here.
        LOG.log(Level.ERROR, "a delivery could not begin and is tried again", e);
        more = true;
      }
      lane = more ? workers.turn(lane) : workers.take(this);
    }
  }

  void enter() {
    steps.lazySet(steps.getPlain() + 1);
  }

  void leave() {
    steps.lazySet(steps.getPlain() + 1);
    // What a subscriber leaves behind must not reach the next batch.
    Thread.interrupted();
  }

  /** Takes notice of how far the thread is; answers whether it has moved on since the last time. */
  boolean look() {
    long now = steps.get();
    boolean moved = now != seen;
    looks = moved || (now & 1) == 0 ? 0 : looks + 1;
    seen = now;
    return moved;
  }

  /** Whether so many looks in a row have found the subscriber with one and the same batch. */
  boolean isStuck(int patience) {
    return looks >= patience;
  }
}
