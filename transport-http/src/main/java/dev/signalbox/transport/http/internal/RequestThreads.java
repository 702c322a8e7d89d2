package dev.signalbox.transport.http.internal;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The threads that requests run on: as many as there are processors, and as many more as are held
 * by clients that send or read slowly, up to a bound, beyond which requests wait.
 *
 * <p>A thread for each request at once would be simpler, and twice as dear: they would take the
 * processors from each other in the middle of their work.
 */
public final class RequestThreads extends ThreadPoolExecutor {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");
  private static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final int IDLE_SECONDS = 30;

  /** How often it is looked whether threads are held, while requests wait or threads are many. */
  private static final int TICK_MILLIS = 10;

  /**
   * How many looks in a row have to find a thread with the same request before it counts as held,
   * when no thread moves on. A thread that waits for a processor must not seem to be held, or more
   * threads would come just when the processors are scarce.
   */
  private static final int PATIENCE = 3;

  /** The same while other threads move on, and requests wait the less for it. */
  private static final int LONG_PATIENCE = 20;

  private final int max;
  private final Set<RequestThread> threads = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor clock;
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicInteger started = new AtomicInteger();

  private RequestThreads(int max) {
    super(
        Math.min(BASE, max),
        Math.min(BASE, max),
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>());
    this.max = max;
    setThreadFactory(RequestThread::new);
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
  public static ExecutorService pool(int max) {
    return new RequestThreads(max);
  }

  /** One of the threads, and how far it is. */
  private final class RequestThread extends Thread {
    /** Odd while it is at a request. */
    private final AtomicLong steps = new AtomicLong();

    // Used by the watch alone.
    private long seen;
    private int looks;

    RequestThread(Runnable task) {
      super(task, "signalbox-http-" + started.incrementAndGet());
    }

    @Override
    public void run() {
      threads.add(this);
      try {
        super.run();
      } finally {
        threads.remove(this);
      }
    }

    void step() {
      steps.lazySet(steps.getPlain() + 1);
    }

    /** Takes notice of how far it is; answers whether it has moved on since the last time. */
    boolean look() {
      long now = steps.get();
      boolean moved = now != seen;
      looks = moved || (now & 1) == 0 ? 0 : looks + 1;
      seen = now;
      return moved;
    }

    boolean isHeld(int patience) {
      return looks >= patience;
    }
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    watch();
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ((RequestThread) thread).step();
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    ((RequestThread) Thread.currentThread()).step();
  }

  @Override
  protected void terminated() {
    clock.shutdownNow();
  }

  /** Has somebody look while requests wait, and until there are no more threads than usual. */
  @SuppressWarnings("FutureReturnValueIgnored") // the look says itself what fails
  private void watch() {
    if (!watched.get()
        && (!getQueue().isEmpty() || getCorePoolSize() > BASE)
        && watched.compareAndSet(false, true)) {
      try {
        clock.schedule(this::check, TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException terminated) {
        // Then nothing waits any more.
      }
    }
  }

  private void check() {
    try {
      adjust();
    } catch (OutOfMemoryError e) {
      LOG.log(Level.ERROR, "no thread could be started for requests that wait", e);
    } finally {
      watched.set(false);
    }
    watch();
  }

  /** Adds as many threads as are held, and lets go of one that is not needed. */
  private void adjust() {
    boolean moving = false;
    for (RequestThread thread : threads) {
      moving |= thread.look();
    }
    int held = 0;
    for (RequestThread thread : threads) {
      if (thread.isHeld(moving ? LONG_PATIENCE : PATIENCE)) {
        held++;
      }
    }
    int size = getCorePoolSize();
    int needed = Math.min(max, held + Math.max(BASE, held));
    if (needed > size) {
      setMaximumPoolSize(needed);
      setCorePoolSize(needed);
    } else if (needed < size && (moving || getQueue().isEmpty())) {
      setCorePoolSize(size - 1);
      setMaximumPoolSize(size - 1);
    }
  }
}
