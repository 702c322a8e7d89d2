package dev.signalbox.transport.inmemory.internal.delivery;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that runs a subscriber's queues, one turn after the other. */
final class DeliveryWorker extends Thread {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /** How long a queue may have a worker while others wait. */
  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(1);

  /** A quick subscriber takes less than this for a batch. */
  private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(20);

  /** So many slow batches in a row make a subscriber slow: one may have waited for a processor. */
  private static final int SLOW_IN_A_ROW = 2;

  private final DeliveryPool pool;

  /** Odd while the thread is in the subscriber. Written by the thread, read by {@link #look}. */
  private final AtomicLong steps = new AtomicLong();

  // Used by the worker's thread alone.

  private long turnStart;
  private long lastTime;
  private int slowInARow = SLOW_IN_A_ROW;

  // Guarded by the pool's lock.

  /** Whether the worker is running queues and was quick with the latest. */
  boolean quick;

  private long stepsSeen;

  /** How many looks in a row have found the thread in the subscriber with the same batch. */
  private int looksWithoutProgress;

  DeliveryWorker(DeliveryPool pool, String name) {
    super(null, null, name, 0, false);
    setDaemon(true);
    this.pool = pool;
  }

  @Override
  public void run() {
    restartClock();
    ConversationQueue queue = null;
    boolean running = true;
    while (running) {
      try {
        ConversationQueue again = queue != null && queue.runTurn(this) ? queue : null;
        queue = null;
        queue = pool.take(this, again);
        running = queue != null;
      } catch (Throwable e) {
        // Memory has run out, and is tried again: subscribers and listeners throw nothing here.
        logIfPossible(e);
      }
    }
  }

  private static void logIfPossible(Throwable e) {
    try {
      LOG.log(Level.ERROR, "a delivery could not begin and is tried again", e);
    } catch (Throwable withoutMemory) {
      // The thread must go on.
    }
  }

  /** To be called after a time without work. */
  void restartClock() {
    lastTime = System.nanoTime();
  }

  void startTurn() {
    turnStart = lastTime;
  }

  boolean isTurnOver() {
    return lastTime - turnStart > TURN;
  }

  /** Whether the subscriber was quick lately. */
  boolean isQuick() {
    return slowInARow < SLOW_IN_A_ROW;
  }

  void enterSubscriber() {
    steps.lazySet(steps.getPlain() + 1);
  }

  void leaveSubscriber() {
    steps.lazySet(steps.getPlain() + 1);
    // An interrupt that a subscriber leaves behind must not reach the next batch.
    Thread.interrupted();
    long now = System.nanoTime();
    slowInARow = now - lastTime < QUICK ? 0 : slowInARow + 1;
    lastTime = now;
  }

  /** Looks at the thread's progress; returns whether there was any since the last look. */
  boolean look() {
    long now = steps.get();
    boolean progress = now != stepsSeen;
    boolean inSubscriber = (now & 1) == 1;
    looksWithoutProgress = progress || !inSubscriber ? 0 : looksWithoutProgress + 1;
    stepsSeen = now;
    return progress;
  }

  /** Whether so many looks in a row have found the thread with the same batch. */
  boolean isStuck(int looks) {
    return looksWithoutProgress >= looks;
  }
}
