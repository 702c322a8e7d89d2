package dev.signalbox.transport.inmemory.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's threads. There are as many as the machine has processors, and more, up to a
 * limit, only while the subscriber sits on some of them: always as many again as are stuck. Idle
 * threads end.
 *
 * <p>A ThreadPoolExecutor would not do: it grows with its queue or not at all, and loses a task
 * whose thread can't be started.
 */
final class Workers {
  static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(10);

  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");
  private static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());

  /**
   * How many checks in a row have to find a thread with the same batch before it counts as stuck:
   * many while other threads move on, since it may just work, or wait for a processor.
   */
  private static final int PATIENCE = 20;

  /**
   * How long a worker that has no more to do sleeps before it waits to be woken, in nanoseconds. To
   * be woken for each lane costs more than to deliver it; lanes that come meanwhile wake nobody.
   */
  private static final long NAP = TimeUnit.MICROSECONDS.toNanos(100);

  /** How many lanes a worker that sleeps so is expected to take when it is back. */
  private static final int LANES_PER_NAP = 32;

  private final String name;
  private final int max;
  private final Watchdog watchdog;
  private final @Nullable ClassLoader contextClassLoader =
      Thread.currentThread().getContextClassLoader();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();

  // Guarded by the lock.
  private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
  private final Map<Worker, Thread> threads = new HashMap<>();
  private int wanted = BASE;
  private int idle;
  private int napping;
  private int started;
  private boolean watched;
  private boolean stopped;
  private boolean startFailed;

  /** Threads for a subscriber that may be stuck on so many calls without delaying another one. */
  Workers(String name, int maxStuckCalls, Watchdog watchdog) {
    this.name = name;
    // At the limit there are still as many free threads as without any stuck call.
    max = (int) Math.min(Integer.MAX_VALUE, (long) maxStuckCalls + BASE);
    this.watchdog = watchdog;
  }

  /** Has a lane run. Never fails: a lane that no thread takes now is taken later. */
  void add(Lane lane) {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      waiting.add(lane);
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** After a turn: the lane itself when no other waits, otherwise the one that waits longest. */
  @Nullable Lane turn(Lane lane) {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return lane;
      }
      waiting.add(lane);
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }

  /** The lane that waits longest; null when the worker is to end. */
  @Nullable Lane take(Worker worker) {
    lock.lock();
    try {
      long left = KEEP_ALIVE;
      boolean rested = false;
      while (!stopped && threads.size() <= wanted) {
        Lane lane = waiting.poll();
        if (lane != null) {
          // It may be kept with this one.
          serve();
          return lane;
        }
        if (left <= 0) {
          // Those that are idle no longer count; those that are stuck leave room for others.
          wanted = Math.min(max, threads.size() - 1 - idle + BASE);
          break;
        }
        if (!rested) {
          rested = true;
          nap();
          continue;
        }
        idle++;
        try {
          left = added.awaitNanos(left);
        } catch (InterruptedException e) {
          // Nobody but a stop has anything to tell a worker, and a stop is seen above.
        } finally {
          idle--;
        }
      }
      threads.remove(worker);
      serve();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps a moment. The lock is held, and let go meanwhile. */
  private void nap() {
    napping++;
    lock.unlock();
    try {
      LockSupport.parkNanos(this, NAP);
    } finally {
      lock.lock();
      napping--;
    }
  }

  /** Sees to it that what waits is taken. The lock is held. */
  private void serve() {
    int left = waiting.size() - napping * LANES_PER_NAP;
    if (left <= 0) {
      return;
    }
    if (idle > 0) {
      added.signal();
    }
    if (left > idle && (threads.size() >= wanted || !start()) && !watched) {
      watched = watchdog.watch(this);
    }
  }

  /**
   * Looks whether threads are stuck while lanes wait, and adds as many. Called every few
   * milliseconds while lanes wait.
   *
   * @return whether to look again
   */
  boolean check() {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        watched = false;
        return false;
      }
      boolean moving = false;
      for (Worker worker : threads.keySet()) {
        moving |= worker.look();
      }
      int stuck = 0;
      for (Worker worker : threads.keySet()) {
        if (worker.isStuck(moving ? PATIENCE : 1)) {
          stuck++;
        }
      }
      int needed = Math.min(max, stuck + Math.max(BASE, stuck));
      if (needed >= wanted) {
        wanted = needed;
      } else if (moving) {
        wanted--;
      }
      int missing =
          Math.min(wanted - threads.size(), waiting.size() - napping * LANES_PER_NAP - idle);
      for (int i = 0; i < missing && start(); i++) {}
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean start() {
    Worker worker = new Worker(this);
    try {
      Thread thread = new Thread(null, worker, name + "-" + ++started, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(contextClassLoader);
      threads.put(worker, thread);
      thread.start();
      startFailed = false;
      return true;
    } catch (Throwable e) {
      // Usually an OutOfMemoryError: the machine has no thread left. The lanes stay.
      threads.remove(worker);
      if (!startFailed) {
        LOG.log(Level.ERROR, "no thread could be started to deliver batches (DLV-3)", e);
      }
      startFailed = true;
      return false;
    }
  }

  /** Ends all threads; one that calls a subscriber is interrupted, unless it is the caller. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      waiting.clear();
      added.signalAll();
      for (Thread thread : threads.values()) {
        if (thread != Thread.currentThread()) {
          thread.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
