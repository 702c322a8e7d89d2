package dev.signalbox.transport.kafka.internal.consume;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one subscriber: as many as there are processors, and more while it is stuck on
 * calls.
 */
final class DeliveryThreads {
  private static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor timer;
  private final int most;
  private long completed;
  private long lookedAt;

  DeliveryThreads(String name, int maxStuck) {
    most = BASE + maxStuck;
    pool =
        new ThreadPoolExecutor(
            BASE,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> thread(task, "signalbox-kafka-deliver-" + name));
    pool.allowCoreThreadTimeOut(true);
    timer =
        new ScheduledThreadPoolExecutor(1, task -> thread(task, "signalbox-kafka-retry-" + name));
  }

  private static Thread thread(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException stopped) {
      // What is not delivered stays in the log.
      return;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // never cancelled
  void later(Runnable task, long millis) {
    try {
      timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      return;
    }
  }

  boolean hasWork() {
    return !pool.getQueue().isEmpty();
  }

  /** Adds threads when tasks wait and none has ended lately. Called by one thread, often. */
  void look() {
    long now = System.nanoTime();
    if (now - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = now;
    long ended = pool.getCompletedTaskCount();
    int waiting = pool.getQueue().size();
    if (waiting == 0) {
      pool.setCorePoolSize(BASE);
    } else if (ended == completed) {
      pool.setCorePoolSize(Math.min(most, pool.getCorePoolSize() + waiting));
    }
    completed = ended;
  }

  void stop() {
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
