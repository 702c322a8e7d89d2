package dev.signalbox.engine.netty.internal.loop;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the engine's log on a thread of its own. A logger that blocks or throws then costs lines,
 * never an event loop. Thread-safe; no method waits or throws, except that {@link #close} waits a
 * moment for what is queued.
 */
public final class EngineLog implements AutoCloseable {
  /** The name of the logger. */
  public static final String NAME = "dev.signalbox.engine";

  /** How many lines wait at the most; further ones are dropped and counted. */
  public static final int CAPACITY = 1024;

  private static final long CLOSE_MILLIS = 500;

  private final System.Logger logger;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(CAPACITY),
          new DefaultThreadFactory("signalbox-netty-log", true),
          (task, executor) -> dropped.incrementAndGet());

  /** A log that writes to this logger. */
  public EngineLog(System.Logger logger) {
    this.logger = logger;
  }

  /**
   * Gets what the first line needs, while it can be had: the thread, and the time zones, which the
   * JDK reads from a file once, and never again after it was out of file handles.
   */
  public void start() {
    run(() -> Objects.requireNonNull(ZonedDateTime.now(ZoneId.systemDefault())));
  }

  /** Writes a line. */
  public void log(Level level, String message) {
    run(() -> logger.log(level, message));
  }

  /** Writes a line and the cause. */
  public void log(Level level, String message, @Nullable Throwable cause) {
    run(() -> logger.log(level, message, cause));
  }

  /** Runs a task that logs, after those that came before. */
  public void run(Runnable task) {
    try {
      writer.execute(() -> attempt(task));
    } catch (Throwable noMemoryOrThread) {
      dropped.incrementAndGet();
    }
  }

  private void attempt(Runnable task) {
    try {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        logger.log(Level.WARNING, lost + " lines were dropped, because the log did not keep up");
      }
      task.run();
    } catch (Throwable loggerFailed) {
      // There is no other place to say so.
    }
  }

  /** Takes no more lines, and waits half a second at the most for those that are queued. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
