package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A thread that runs a subscriber's lanes, one turn after the other. */
final class Worker implements Runnable {
  private final Workers workers;

  /** Odd while the subscriber has the thread. */
  private final AtomicLong steps = new AtomicLong();

  /** What {@link #steps} was when it was last looked at; guarded by the workers' lock. */
  private long seen;

  Worker(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void run() {
    @Nullable Lane lane = workers.take(this);
    while (lane != null) {
      lane = lane.run(this) ? workers.turn(lane) : workers.take(this);
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

  /** Whether the subscriber has had the thread with one batch since this was last asked. */
  boolean isStuck() {
    long now = steps.get();
    boolean stuck = now == seen && (now & 1) == 1;
    seen = now;
    return stuck;
  }
}
