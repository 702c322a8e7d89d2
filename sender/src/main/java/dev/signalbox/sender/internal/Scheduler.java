package dev.signalbox.sender.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks later. Tests have one whose time they set. */
public interface Scheduler {
  /** A task that is due later. */
  @FunctionalInterface
  interface Timer {
    /** Does nothing once the task has begun. */
    void cancel();
  }

  /** Nanoseconds since a fixed moment; never fewer than before. */
  long nanos();

  /** Runs a task, which may block for a while, that many nanoseconds from now. */
  Timer after(long nanos, Runnable task);

  /** Drops what is not yet due. */
  void close();

  /** By the system's clock: one thread hands due tasks to an executor. */
  static Scheduler real(Executor executor) {
    ScheduledThreadPoolExecutor threads =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "signalbox-sender-timer");
              thread.setDaemon(true);
              return thread;
            });
    threads.setRemoveOnCancelPolicy(true);
    return new Scheduler() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Timer after(long nanos, Runnable task) {
        if (threads.isShutdown()) {
          return () -> {};
        }
        ScheduledFuture<?> due =
            threads.schedule(() -> executor.execute(task), nanos, TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
      }

      @Override
      public void close() {
        threads.shutdownNow();
      }
    };
  }
}
