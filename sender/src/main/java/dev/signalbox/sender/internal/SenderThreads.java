package dev.signalbox.sender.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads of a sender, however many conversations it has. */
public final class SenderThreads {
  private SenderThreads() {}

  public static ExecutorService start() {
    int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new SenderThread(task, "signalbox-sender-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Gives a sender one thread more. A shutdown does so, which may be called by a callback, or while
   * callbacks keep all the others: what ends the tasks needs one as well.
   */
  public static synchronized void addOne(ExecutorService threads) {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) threads;
    pool.setMaximumPoolSize(pool.getMaximumPoolSize() + 1);
    pool.setCorePoolSize(pool.getCorePoolSize() + 1);
  }

  /** Whether the current thread is a sender's: one that waits for the sender waits for itself. */
  public static boolean isCurrent() {
    return Thread.currentThread() instanceof SenderThread;
  }

  private static final class SenderThread extends Thread {
    SenderThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
