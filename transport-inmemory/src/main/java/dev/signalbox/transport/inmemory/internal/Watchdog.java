package dev.signalbox.transport.inmemory.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Looks after workers that have lanes waiting. Its thread ends when there have been none. */
final class Watchdog implements Runnable {
  /** How long a subscriber may sit on a batch before another thread is added for the others. */
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);

  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final List<Workers> watched = new ArrayList<>();
  private boolean running;
  private boolean stopped;

  /** Looks after these until they say otherwise; answers false when that is not possible. */
  boolean watch(Workers workers) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      watched.add(workers);
      if (running) {
        changed.signal();
        return true;
      }
      running = true;
      try {
        Thread thread = new Thread(null, this, "signalbox-delivery-watchdog", 0, false);
        thread.setDaemon(true);
        thread.start();
        return true;
      } catch (Throwable e) {
        running = false;
        watched.remove(workers);
        LOG.log(Level.ERROR, "no thread could be started to watch deliveries (DLV-3)", e);
        return false;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    for (List<Workers> now = next(); !now.isEmpty(); now = next()) {
      LockSupport.parkNanos(TICK);
      for (Workers workers : now) {
        if (!workers.check()) {
          lock.lock();
          try {
            watched.remove(workers);
          } finally {
            lock.unlock();
          }
        }
      }
    }
  }

  private List<Workers> next() {
    lock.lock();
    try {
      long left = Workers.KEEP_ALIVE;
      while (watched.isEmpty() && !stopped && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          // Nobody has a reason to interrupt this thread.
        }
      }
      if (stopped) {
        watched.clear();
      }
      running = !watched.isEmpty();
      return List.copyOf(watched);
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
