package dev.signalbox.transport.http.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The threads that requests run on: as many as there are processors, and more, up to a bound, only
 * while requests wait although there is a processor for them. Then the threads themselves wait, for
 * clients that send or read slowly, or for a directory that has to ask somewhere.
 *
 * <p>A thread for each request at once would be simpler, and twice as dear: they would take the
 * processors from each other in the middle of their work.
 */
public final class RequestThreads extends ThreadPoolExecutor {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int BASE = Math.max(2, PROCESSORS);
  private static final int IDLE_SECONDS = 30;

  /** Sampling interval while requests are queued or the pool is above its base size. */
  private static final int TICK_MILLIS = 10;

  /** After so many samples without a finished request, all threads are held. */
  private static final int STALLED_TICKS = 3;

  /** The processors' use is measured over so many samples. */
  private static final int WINDOW_TICKS = 10;

  /** The processors are busy when so much of them is used. */
  private static final double BUSY = 0.8;

  private final int max;
  private final ScheduledThreadPoolExecutor clock;
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicInteger started = new AtomicInteger();

  // Used by the sample alone, of which there is one at a time.
  private long finished;
  private int stalled;
  private int ticks;
  private long windowBegin;
  private Duration windowCpu = Duration.ZERO;

  private RequestThreads(int max) {
    super(
        Math.min(BASE, max),
        Math.min(BASE, max),
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>());
    this.max = max;
    setThreadFactory(task -> new Thread(task, "signalbox-http-" + started.incrementAndGet()));
    clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "signalbox-http-watch");
              thread.setDaemon(true);
              return thread;
            });
    clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
  }

  /**
   * A new pool. Its threads are no daemons: Jetty's engine has no others to keep the process alive.
   *
   * @param max the most threads
   * @return a pool that runs everything it is given until it is shut down
   */
  public static RequestThreads pool(int max) {
    return new RequestThreads(max);
  }

  /** Counts the requests that wait for a thread. */
  public IntSupplier waiting() {
    return getQueue()::size;
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    watch();
  }

  @Override
  protected void terminated() {
    clock.shutdownNow();
  }

  /** Samples while requests are queued or the pool is above its base size. */
  @SuppressWarnings("FutureReturnValueIgnored") // a sample logs its own failure
  private void watch() {
    if (!watched.get()
        && (!getQueue().isEmpty() || getCorePoolSize() > BASE)
        && watched.compareAndSet(false, true)) {
      try {
        clock.schedule(this::sample, TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException terminated) {
        // Then nothing waits any more.
      }
    }
  }

  private void sample() {
    try {
      adjust();
    } catch (OutOfMemoryError e) {
      LOG.log(Level.ERROR, "no thread could be started for requests that wait", e);
    } finally {
      watched.set(false);
    }
    watch();
  }

  private void adjust() {
    int size = getCorePoolSize();
    if (getQueue().isEmpty()) {
      stalled = 0;
      ticks = 0;
      // Threads that clients hold, by half a request for instance, don't count as free.
      resize(Math.min(size, Math.max(size - 1, getActiveCount() + BASE)));
      return;
    }
    long finishedNow = getCompletedTaskCount();
    stalled = finishedNow == finished ? stalled + 1 : 0;
    finished = finishedNow;
    if (ticks == 0) {
      beginWindow();
    }
    boolean whole = ++ticks > WINDOW_TICKS;
    boolean busy = whole && isBusy();
    if (stalled >= STALLED_TICKS || (whole && !busy)) {
      resize(2 * size);
    } else if (busy) {
      resize(size - 1);
    }
    if (whole) {
      ticks = 0;
    }
  }

  private void beginWindow() {
    windowBegin = System.nanoTime();
    windowCpu = cpu();
  }

  /** Whether the process has used the processors since the window began. */
  private boolean isBusy() {
    long elapsed = System.nanoTime() - windowBegin;
    return cpu().minus(windowCpu).toNanos() >= BUSY * PROCESSORS * elapsed;
  }

  /** What the process has used of the processors; nothing where the system does not tell. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void resize(int wanted) {
    int size = getCorePoolSize();
    int next = Math.min(max, Math.max(wanted, Math.min(BASE, max)));
    if (next > size) {
      stalled = 0;
      setMaximumPoolSize(next);
      setCorePoolSize(next);
    } else if (next < size) {
      // In this order no idle thread stays, and none that works is cut short.
      setCorePoolSize(next);
      setMaximumPoolSize(next);
    }
  }
}
