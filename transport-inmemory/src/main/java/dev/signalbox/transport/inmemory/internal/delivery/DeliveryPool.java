package dev.signalbox.transport.inmemory.internal.delivery;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's threads, and the queues that are ready to run. There are as many threads as
 * processors, and more, up to a limit, only while the subscriber is stuck on some of them: as many
 * again as are stuck. Idle threads end. One lock guards everything.
 *
 * <p>To wake a thread costs more than to deliver a batch. So a worker without work naps before it
 * waits to be woken, and no thread is woken for queues that a napping or a quick worker will take
 * in a moment. The {@link StuckCallMonitor} checks whether they really are taken.
 *
 * <p>A ThreadPoolExecutor would not do: it grows with its queue or not at all, and loses a task
 * whose thread can't be started.
 */
final class DeliveryPool {
  /** How long a thread without work lives. */
  static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(10);

  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int BASE_SIZE = Math.max(2, PROCESSORS);

  /** How many looks find a stuck thread while others make progress: it may wait for a processor. */
  private static final int PATIENCE = 20;

  /** Longer on a single processor, where the end of a nap takes it from the producers. */
  private static final long NAP = TimeUnit.MICROSECONDS.toNanos(PROCESSORS == 1 ? 1000 : 500);

  /** How many ready queues a napping or a quick thread is expected to take soon. */
  private static final int QUEUES_PER_THREAD = 128;

  /** How many queues can be ready without allocating: by default no more batches wait at all. */
  private static final int READY_CAPACITY = 16_384;

  private final String name;
  private final int maxSize;
  private final StuckCallMonitor monitor;
  private final @Nullable ClassLoader contextClassLoader =
      Thread.currentThread().getContextClassLoader();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.

  private final ArrayDeque<ConversationQueue> ready = new ArrayDeque<>(READY_CAPACITY);
  private final Set<DeliveryWorker> workers = new HashSet<>();

  /** Workers that wait to be woken. The last one is woken first, so that the others can end. */
  private final ArrayDeque<DeliveryWorker> idle = new ArrayDeque<>();

  /** How many threads there may be at the moment. */
  private int size = BASE_SIZE;

  private int quickWorkers;
  private boolean napping;
  private boolean monitored;
  private boolean stopped;
  private int started;
  private boolean startFailed;

  /** A pool for a subscriber that may be stuck on so many calls without delaying another one. */
  DeliveryPool(String name, int maxStuckCalls, StuckCallMonitor monitor) {
    this.name = name;
    // At the limit there are still as many free threads as without any stuck call.
    maxSize = (int) Math.min(Integer.MAX_VALUE, (long) maxStuckCalls + BASE_SIZE);
    this.monitor = monitor;
  }

  /** Has a queue run. A queue that no thread takes now, because none can be started, stays. */
  void enqueue(ConversationQueue queue) {
    lock.lock();
    try {
      if (!stopped) {
        ready.add(queue);
        wakeOrStart();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes or starts a worker, unless others will take what is ready. */
  void wakeOrStart() {
    lock.lock();
    try {
      if (quickWorkers > 0 && !ready.isEmpty()) {
        // A quick worker may get stuck all the same.
        monitor();
      }
      int left = unattended();
      if (left > 0 && !stopped) {
        int waiting = idle.size();
        LockSupport.unpark(idle.poll());
        if (left > waiting && (workers.size() >= size || !start())) {
          monitor();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The queue that a worker runs next, which is the one that has waited longest.
   *
   * @param again the queue that the worker has run and that needs another turn
   * @return null when the worker's thread is to end
   */
  @Nullable ConversationQueue take(DeliveryWorker worker, @Nullable ConversationQueue again) {
    lock.lock();
    try {
      if (again != null) {
        ready.add(again);
      }
      long left = KEEP_ALIVE;
      boolean napped = false;
      while (!stopped && workers.size() <= size) {
        ConversationQueue queue = ready.poll();
        if (queue != null) {
          setQuick(worker, worker.isQuick());
          wakeOrStart();
          return queue;
        }
        setQuick(worker, false);
        if (left <= 0) {
          // Idle threads don't count any more; those that are stuck leave room for others.
          size = Math.min(maxSize, workers.size() - 1 - idle.size() + BASE_SIZE);
          break;
        }
        if (napped || napping) {
          left = awaitWork(worker, left);
        } else {
          napped = true;
          napping = true;
          sleep(NAP);
          napping = false;
        }
        worker.restartClock();
      }
      setQuick(worker, false);
      workers.remove(worker);
      wakeOrStart();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Adds threads for those that are stuck, while queues are ready. Called by the monitor. */
  void check() {
    lock.lock();
    try {
      monitored = false;
      if (!ready.isEmpty() && !stopped) {
        adjustSize();
        monitor();
        int missing = Math.min(size - workers.size(), unattended() - idle.size());
        for (int i = 0; i < missing && start(); i++) {}
        wakeOrStart();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all threads. One that is in the subscriber is interrupted, unless it is the caller. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      ready.clear();
      for (DeliveryWorker worker : workers) {
        if (worker != Thread.currentThread()) {
          worker.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // The callers of the methods below hold the lock.

  private void setQuick(DeliveryWorker worker, boolean quick) {
    if (worker.quick != quick) {
      worker.quick = quick;
      quickWorkers += quick ? 1 : -1;
    }
  }

  /** Waits to be woken; returns how many nanoseconds are left to wait for work. */
  private long awaitWork(DeliveryWorker worker, long nanos) {
    long start = System.nanoTime();
    idle.push(worker);
    sleep(nanos);
    return idle.remove(worker) ? nanos - (System.nanoTime() - start) : nanos;
  }

  /** Lets go of the lock until the time is over or the worker's thread is unparked. */
  private void sleep(long nanos) {
    lock.unlock();
    try {
      LockSupport.parkNanos(this, nanos);
      // Only a stop interrupts workers, and the callers see that.
      Thread.interrupted();
    } finally {
      lock.lock();
    }
  }

  /** How many ready queues no running thread is expected to take soon. */
  private int unattended() {
    int soon = (napping ? 1 : 0) + (monitored ? quickWorkers : 0);
    return ready.size() - soon * QUEUES_PER_THREAD;
  }

  private void monitor() {
    if (!monitored) {
      monitored = monitor.checkLater(this);
    }
  }

  private boolean start() {
    started++;
    DeliveryWorker worker = null;
    try {
      worker = new DeliveryWorker(this, name + "-" + started);
      worker.setContextClassLoader(contextClassLoader);
      workers.add(worker);
      worker.start();
      startFailed = false;
      return true;
    } catch (Throwable e) {
      // Usually an OutOfMemoryError: the machine has no thread left. The queues stay ready.
      workers.remove(worker);
      if (!startFailed) {
        LOG.log(Level.ERROR, "no thread could be started to deliver batches (DLV-3)", e);
      }
      startFailed = true;
      return false;
    }
  }

  private void adjustSize() {
    boolean progress = false;
    for (DeliveryWorker worker : workers) {
      progress |= worker.look();
    }
    int stuck = 0;
    for (DeliveryWorker worker : workers) {
      if (worker.isStuck(1)) {
        setQuick(worker, false);
      }
      if (worker.isStuck(progress ? PATIENCE : 1)) {
        stuck++;
      }
    }
    int needed = Math.min(maxSize, stuck + Math.max(BASE_SIZE, stuck));
    // Without progress there may be more stuck ones than are counted.
    size = progress && needed < size ? size - 1 : Math.max(size, needed);
  }
}
