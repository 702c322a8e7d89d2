package dev.signalbox.transport.inmemory.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int BASE = Math.max(2, PROCESSORS);

  /**
   * How many checks in a row have to find a thread with the same batch before it counts as stuck:
   * many while other threads move on, since it may just work, or wait for a processor.
   */
  private static final int PATIENCE = 20;

  /**
   * How long a worker that has no more to do sleeps before it waits to be woken, in nanoseconds;
   * one at a time does. To be woken for each lane costs more than to deliver it; lanes that come
   * meanwhile wake nobody. Longer where it takes its processor from those who accept.
   */
  private static final long NAP = TimeUnit.MICROSECONDS.toNanos(PROCESSORS == 1 ? 1000 : 500);

  /** How many lanes a worker that sleeps so, or is brisk, is expected to take soon. */
  private static final int LANES = 128;

  /** So far from both ends that it has its lines of a cache for itself. */
  private static final int MIDDLE = 32;

  private final String name;
  private final int max;
  private final Watchdog watchdog;
  private final @Nullable ClassLoader contextClassLoader =
      Thread.currentThread().getContextClassLoader();

  /**
   * In its middle the lane that came last of those that no worker has looked at; the others hang on
   * it. Around it is nothing, so that who brings lanes is not in the way of who takes them.
   */
  private final AtomicReferenceArray<@Nullable Lane> newest =
      new AtomicReferenceArray<>(2 * MIDDLE + 1);

  /** How many workers sleep a moment. Written under the lock. */
  private final AtomicInteger napping = new AtomicInteger();

  /**
   * How many workers are at work for a subscriber that was quick lately. Written under the lock.
   */
  private final AtomicInteger brisk = new AtomicInteger();

  /** Whether it will be seen soon when a worker gets stuck. Written under the lock. */
  private volatile boolean watched;

  /**
   * Whether somebody has to be told of lanes that wait beyond those that other workers will take.
   * Who brings a lane first leaves it and then reads this; who makes this true, under the lock,
   * looks for lanes afterwards; so one of them sees the other.
   */
  private volatile boolean alert = true;

  private volatile boolean stopped;

  /** Lanes that came before all the others. Replaced under the lock, once it is empty. */
  private volatile Chunk chunk = new Chunk(null);

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<Worker, Thread> threads = new HashMap<>();

  /** Workers that wait to be woken; the last one first, so that the others can end. */
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();

  private int wanted = BASE;
  private int started;
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
    if (stopped) {
      return;
    }
    int depth;
    Lane before;
    do {
      before = newest.get(MIDDLE);
      depth = before == null ? 1 : before.depth + 1;
      lane.before = before;
      lane.depth = depth;
    } while (!newest.compareAndSet(MIDDLE, before, lane));
    attend(depth);
  }

  /** After a turn: the lane itself when no other waits, otherwise the one that waits longest. */
  @Nullable Lane turn(Worker worker, Lane lane) {
    if (stopped) {
      return null;
    }
    if (newest.get(MIDDLE) == null && chunk.left() == 0) {
      return lane;
    }
    add(lane);
    return take(worker);
  }

  /** The lane that waits longest; null when the worker is to end. */
  @Nullable Lane take(Worker worker) {
    Chunk now = chunk;
    Lane lane = now.poll();
    if (lane != null) {
      int left = now.left();
      if (left > 0) {
        // They may be kept with this one.
        if (worker.brisk && worker.isTimeToTime() && !worker.isQuick()) {
          slowDown(worker);
        }
        attend(left);
      }
      return lane;
    }
    boolean quick = worker.isQuick();
    lock.lock();
    try {
      long left = KEEP_ALIVE;
      boolean rested = false;
      while (!stopped && threads.size() <= wanted) {
        lane = next();
        if (lane != null) {
          setBrisk(worker, quick);
          serve();
          return lane;
        }
        setBrisk(worker, false);
        if (left <= 0) {
          // Those that are idle no longer count; those that are stuck leave room for others.
          wanted = Math.min(max, threads.size() - 1 - idle.size() + BASE);
          break;
        }
        if (!rested && napping.get() == 0) {
          rested = true;
          nap();
        } else {
          left = rest(worker, left);
        }
        worker.startTiming();
      }
      setBrisk(worker, false);
      threads.remove(worker);
      serve();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The lane that waits longest; null when none waits. The lock is held. */
  private @Nullable Lane next() {
    Lane lane = chunk.poll();
    if (lane == null && newest.get(MIDDLE) != null) {
      Chunk next = new Chunk(newest.getAndSet(MIDDLE, null));
      lane = next.poll();
      chunk = next;
    }
    return lane;
  }

  /** How many lanes wait, more or less; 0 only when none does. The lock is held. */
  private int waiting() {
    Lane last = newest.get(MIDDLE);
    return chunk.left() + (last == null ? 0 : last.depth);
  }

  /** Sleeps a moment. The lock is held, and let go meanwhile. */
  private void nap() {
    napping.incrementAndGet();
    lock.unlock();
    try {
      LockSupport.parkNanos(this, NAP);
    } finally {
      lock.lock();
      // Lanes that nobody was told of because of this one are looked for afterwards.
      napping.decrementAndGet();
    }
  }

  /**
   * Waits to be woken, unless there is something to do. The lock is held, and let go meanwhile.
   *
   * @return how much of the time is left, in nanoseconds
   */
  private long rest(Worker worker, long nanos) {
    idle.push(worker);
    worker.idle = true;
    alert = true;
    if (waiting() > 0) {
      idle.remove(worker);
      worker.idle = false;
      return nanos;
    }
    long begun = System.nanoTime();
    long left = nanos;
    while (worker.idle && left > 0 && !stopped) {
      lock.unlock();
      try {
        LockSupport.parkNanos(this, left);
        // Nobody but a stop has anything to tell a worker, and that is seen.
        Thread.interrupted();
      } finally {
        lock.lock();
      }
      left = nanos - (System.nanoTime() - begun);
    }
    if (worker.idle) {
      idle.remove(worker);
      worker.idle = false;
      return left;
    }
    return nanos;
  }

  private void slowDown(Worker worker) {
    lock.lock();
    try {
      setBrisk(worker, false);
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. Who says that a worker is no longer brisk looks for lanes afterwards. */
  private void setBrisk(Worker worker, boolean is) {
    if (worker.brisk != is) {
      worker.brisk = is;
      brisk.addAndGet(is ? 1 : -1);
    }
  }

  /** Sees to it that so many lanes that wait are taken, when it is not clear that they are. */
  private void attend(int lanes) {
    if (alert) {
      int left = lanes - napping.get() * LANES;
      if (left > 0 && (!watched || left > brisk.get() * LANES)) {
        lock.lock();
        try {
          serve();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /** Sees to it that what waits is taken. The lock is held. */
  private void serve() {
    alert = true;
    int left = waiting() - napping.get() * LANES;
    if (left > 0 && !stopped) {
      if (brisk.get() > 0) {
        // It may get stuck all the same.
        watch();
        left -= watched ? brisk.get() * LANES : 0;
      }
      if (left > 0) {
        int ready = idle.size();
        Worker woken = idle.poll();
        if (woken != null) {
          woken.idle = false;
          LockSupport.unpark(threads.get(woken));
        }
        if (left > ready && (threads.size() >= wanted || !start())) {
          watch();
        }
      }
    }
    alert = !idle.isEmpty() || threads.size() < wanted || !watched;
  }

  private void watch() {
    if (!watched) {
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
      if (waiting() == 0) {
        watched = false;
        alert = true;
        if (waiting() == 0) {
          return false;
        }
        watched = true;
      }
      boolean moving = false;
      for (Worker worker : threads.keySet()) {
        moving |= worker.look();
      }
      int stuck = 0;
      for (Worker worker : threads.keySet()) {
        if (worker.isStuck(1)) {
          setBrisk(worker, false);
        }
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
          Math.min(
              wanted - threads.size(),
              waiting() - (napping.get() + brisk.get()) * LANES - idle.size());
      for (int i = 0; i < missing && start(); i++) {}
      serve();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean start() {
    Worker worker = new Worker(this, ++started);
    try {
      Thread thread = new Thread(null, worker, name + "-" + worker.number, 0, false);
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
      newest.set(MIDDLE, null);
      chunk = new Chunk(null);
      alert = false;
      idle.forEach(worker -> LockSupport.unpark(threads.get(worker)));
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
