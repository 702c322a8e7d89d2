package dev.signalbox.transport.inmemory.internal.delivery;

import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Checks pools for stuck threads. Its own thread ends when there has been nothing to check. */
final class StuckCallMonitor {
  /** How long a subscriber may keep a batch before another thread is added for the others. */
  private static final long INTERVAL_MILLIS = 5;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, StuckCallMonitor::thread);

  StuckCallMonitor() {
    executor.setKeepAliveTime(DeliveryPool.KEEP_ALIVE, TimeUnit.NANOSECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(null, task, "signalbox-delivery-monitor", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  /** Checks a pool once, in a few milliseconds; returns false when that is not possible. */
  boolean checkLater(DeliveryPool pool) {
    try {
      return !executor.schedule(pool::check, INTERVAL_MILLIS, TimeUnit.MILLISECONDS).isCancelled();
    } catch (Throwable e) {
      // After a stop, or the machine has no thread left.
      if (!executor.isShutdown()) {
        LOG.log(Level.ERROR, "no thread could be started to monitor deliveries (DLV-3)", e);
      }
      return false;
    }
  }

  void stop() {
    executor.shutdownNow();
  }
}
