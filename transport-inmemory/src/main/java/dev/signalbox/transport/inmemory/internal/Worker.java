package dev.signalbox.transport.inmemory.internal;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A thread that runs a subscriber's lanes, one turn after the other. */
final class Worker implements Runnable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /** How long a lane may have a worker while others wait. */
  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(1);

  /** A subscriber that takes less for a batch is not timed at every one. */
  private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(20);

  /** After how many batches it is timed again: a power of two. */
  private static final int SAMPLE = 8;

  /** The worker's among its subscriber's. */
  final int number;

  private final Workers workers;

  /** Odd while the subscriber has the thread. */
  private final AtomicLong steps = new AtomicLong();

  // The thread's own.

  /** Whether the subscriber was quick lately. */
  private boolean quick;

  /** Whether it was not, the last time that this was looked at. */
  private boolean wasSlow;

  /** When that was looked at, and what {@link #steps} was. */
  private long timed;

  private long timedSteps;

  /** When the turn began, or was first timed. */
  private long begun;

  private boolean began;
  private int polls;
  private int batches;

  // Guarded by the workers' lock.

  /** What {@link #steps} was when it was last looked at. */
  private long seen;

  /** How often in a row it was looked at and the subscriber still had the same batch. */
  private int looks;

  /** Whether it is expected to take lanes soon; its thread may read that without. */
  boolean brisk;

  /** Whether it waits to be woken. */
  boolean idle;

  Worker(Workers workers, int number) {
    this.workers = workers;
    this.number = number;
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
      lane = more ? workers.turn(this, lane) : workers.take(this);
    }
  }

  void beginTurn() {
    batches = 0;
    began = !quick;
    if (began) {
      begun = System.nanoTime();
    }
  }

  /** Asked after each batch. To look at the clock costs as much as the rest of a quick one. */
  boolean hasHadItsTurn() {
    batches++;
    if (quick && (batches & (SAMPLE - 1)) != 0) {
      return false;
    }
    long now = System.nanoTime();
    time(now);
    if (!began) {
      began = true;
      begun = now;
    }
    return now - begun > TURN;
  }

  /** Whether the subscriber is to be timed again, when only one lane after the other is taken. */
  boolean isTimeToTime() {
    polls++;
    return (polls & (SAMPLE - 1)) == 0;
  }

  /** Starts timing after a time without work. */
  void startTiming() {
    timed = System.nanoTime();
    timedSteps = steps.getPlain();
  }

  /** Sees how quick the subscriber was since it was last looked at. */
  boolean isQuick() {
    time(System.nanoTime());
    return quick;
  }

  private void time(long now) {
    long done = (steps.getPlain() - timedSteps) >> 1;
    if (done > 0) {
      boolean slow = (now - timed) / done >= QUICK;
      // Once, the thread may only have waited for a processor.
      quick = !slow || (quick && !wasSlow);
      wasSlow = slow;
    }
    timed = now;
    timedSteps = steps.getPlain();
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
