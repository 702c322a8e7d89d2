package dev.signalbox.sender.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The passing of time, in one place, so that it can be made to pass by hand. */
public interface Timers {
  /** A task that is due later. */
  @FunctionalInterface
  interface Timer {
    /** Does nothing once the task has begun. */
    void cancel();
  }

  /** Nanoseconds since some moment; they only ever go forward. */
  long nanos();

  /** Runs a task, which may block for a while, that many nanoseconds from now. */
  Timer after(long nanos, Runnable task);

  /** Drops what is not yet due. */
  void close();

  /**
   * By the computer's own time, with one thread that starts tasks and an executor that runs them.
   */
  static Timers real(Executor executor) {
    ScheduledThreadPoolExecutor threads =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "signalbox-sender-timer");
              thread.setDaemon(true);
              return thread;
            });
    threads.setRemoveOnCancelPolicy(true);
    return new Timers() {
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
