package dev.signalbox.transport.http.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that requests run on: as many as there are requests at once, up to a bound, beyond
 * which requests wait. A client that sends slowly holds one, so there are more than processors;
 * they end when nothing needs them.
 */
public final class RequestThreads {
  /** Threads that stay. */
  private static final int KEPT = 8;

  private static final int IDLE_SECONDS = 30;

  private RequestThreads() {}

  /**
   * A new pool. Its threads are no daemons: Jetty's engine has no others to keep the process alive.
   *
   * @param max the most threads
   * @return a pool that runs everything it is given until it is shut down
   */
  public static ExecutorService pool(int max) {
    AtomicInteger number = new AtomicInteger();
    Handover queue = new Handover();
    return new ThreadPoolExecutor(
        Math.min(KEPT, max),
        max,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        queue,
        task -> new Thread(task, "signalbox-http-" + number.incrementAndGet()),
        (task, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("the server is closed");
          }
          queue.put(task);
        });
  }

  /** Takes a task only where a thread waits for one, so that the pool starts a thread otherwise. */
  private static final class Handover extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }
}
