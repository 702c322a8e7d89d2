package dev.signalbox.rules.internal.action;

import dev.signalbox.rules.internal.FatalErrors;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.spi.ActionHandler;
import dev.signalbox.rules.spi.ActionListener;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The actions that wait for one handler. Each conversation has a fixed thread, which keeps its
 * actions in order. Nothing that the handler or the listener throws reaches a delivery or stops the
 * queue, except errors that the Java VM may not survive.
 */
public final class ActionQueue {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ActionHandler handler;
  private final ActionListener listener;
  private final List<ThreadPoolExecutor> threads = new ArrayList<>();
  private final Set<Task> running = ConcurrentHashMap.newKeySet();

  public ActionQueue(ActionHandler handler, int maxWaiting, ActionListener listener) {
    this.handler = handler;
    this.listener = listener;
    int parallelism = handler.parallelism();
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "the parallelism of " + handler + " is " + parallelism + "; it must be at least 1");
    }
    for (int i = 0; i < parallelism; i++) {
      ThreadPoolExecutor thread =
          new ThreadPoolExecutor(
              1,
              1,
              10,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(Math.max(1, maxWaiting / parallelism)),
              ActionQueue::thread,
              (task, executor) -> ((Task) task).drop());
      thread.allowCoreThreadTimeOut(true);
      threads.add(thread);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "signalbox-action-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  public ActionHandler handler() {
    return handler;
  }

  public void add(FiredRule fired) {
    int thread = Math.floorMod(fired.conversation().hashCode(), threads.size());
    threads.get(thread).execute(new Task(fired));
  }

  /** Takes no more actions. */
  public void stop() {
    threads.forEach(ThreadPoolExecutor::shutdown);
  }

  /**
   * Waits for the end after {@link #stop}, and closes the handler.
   *
   * @return the actions that were not finished in time: interrupted or dropped
   */
  public List<FiredRule> awaitEnd(long nanos) {
    long until = System.nanoTime() + nanos;
    List<ThreadPoolExecutor> late = new ArrayList<>();
    for (ThreadPoolExecutor thread : threads) {
      if (!isEnded(thread, until - System.nanoTime())) {
        late.add(thread);
      }
    }
    // Before the interrupts, which end some, and after, since others may have begun meanwhile.
    Set<Task> interrupted = new LinkedHashSet<>(running);
    List<FiredRule> dropped = new ArrayList<>();
    for (ThreadPoolExecutor thread : late) {
      thread.shutdownNow().forEach(task -> dropped.add(((Task) task).drop()));
    }
    interrupted.addAll(running);
    List<FiredRule> unfinished = new ArrayList<>(dropped);
    interrupted.forEach(task -> unfinished.add(task.fired));
    try {
      handler.close();
    } catch (Throwable e) {
      log(handler + " could not be closed", e);
      FatalErrors.rethrow(e);
    }
    return unfinished;
  }

  private static boolean isEnded(ThreadPoolExecutor thread, long nanos) {
    try {
      return thread.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void report(Runnable report) {
    try {
      report.run();
    } catch (Throwable e) {
      log("the listener failed that is notified of failed and dropped actions", e);
      FatalErrors.rethrow(e);
    }
  }

  private static void log(String message, Throwable cause) {
    try {
      LOG.log(Level.WARNING, message, cause);
    } catch (Throwable e) {
      // A logger that fails must not stop the queue either.
      FatalErrors.rethrow(e);
    }
  }

  private final class Task implements Runnable {
    private final FiredRule fired;

    Task(FiredRule fired) {
      this.fired = fired;
    }

    @Override
    public void run() {
      running.add(this);
      try {
        handler.handle(fired);
      } catch (Throwable e) {
        report(() -> listener.failed(handler, fired, e));
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        FatalErrors.rethrow(e);
      } finally {
        running.remove(this);
      }
    }

    FiredRule drop() {
      report(() -> listener.dropped(handler, fired));
      return fired;
    }
  }
}
