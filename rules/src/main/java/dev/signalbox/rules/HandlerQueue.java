package dev.signalbox.rules;

import dev.signalbox.rules.spi.ActionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits for one handler. A conversation always waits in the same lane, and a lane has one
 * thread: so a conversation's actions stay in order.
 */
final class HandlerQueue {
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ActionHandler handler;
  private final ActionListener listener;
  private final List<ThreadPoolExecutor> lanes = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  HandlerQueue(ActionHandler handler, int maxWaiting, ActionListener listener) {
    this.handler = handler;
    this.listener = listener;
    int parallelism = handler.parallelism();
    for (int i = 0; i < parallelism; i++) {
      ThreadPoolExecutor lane =
          new ThreadPoolExecutor(
              1,
              1,
              10,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(Math.max(1, maxWaiting / parallelism)),
              HandlerQueue::thread,
              (task, executor) -> ((Task) task).drop());
      lane.allowCoreThreadTimeOut(true);
      lanes.add(lane);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "signalbox-action-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  void add(FiredRule fired) {
    int lane = Math.floorMod(fired.batch().conversation().hashCode(), lanes.size());
    lanes.get(lane).execute(new Task(fired));
  }

  void stop() {
    lanes.forEach(ThreadPoolExecutor::shutdown);
  }

  /** Whether everything was handled within the time; what was not is dropped. */
  boolean awaitEnd(long nanos) {
    long until = System.nanoTime() + nanos;
    boolean finished = true;
    for (ThreadPoolExecutor lane : lanes) {
      finished &= awaitEnd(lane, until - System.nanoTime());
    }
    if (ended.compareAndSet(false, true)) {
      handler.close();
    }
    return finished;
  }

  private static boolean awaitEnd(ThreadPoolExecutor lane, long nanos) {
    try {
      if (lane.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lane.shutdownNow().forEach(task -> ((Task) task).drop());
    return false;
  }

  private final class Task implements Runnable {
    private final FiredRule fired;

    Task(FiredRule fired) {
      this.fired = fired;
    }

    @Override
    public void run() {
      try {
        handler.handle(fired);
      } catch (Throwable e) {
        listener.failed(handler, fired, e);
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
      }
    }

    void drop() {
      listener.dropped(handler, fired);
    }
  }
}
