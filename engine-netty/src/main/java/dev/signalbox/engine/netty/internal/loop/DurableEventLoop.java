package dev.signalbox.engine.netty.internal.loop;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/**
 * An event loop that goes on after any failure. Netty's own ends with an {@code Error}, such as one
 * that a logger throws while Netty reports that a connection can't be accepted; its connections are
 * never served again then.
 */
final class DurableEventLoop extends SingleThreadIoEventLoop {
  /** How long tasks run before the loop looks at its connections again; Netty's own: a second. */
  private static final long TASKS_MILLIS = 5;

  private final EngineLog log;

  DurableEventLoop(
      IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers, EngineLog log) {
    super(
        parent,
        executor,
        handlers,
        DEFAULT_MAX_PENDING_TASKS,
        RejectedExecutionHandlers.reject(),
        TASKS_MILLIS);
    this.log = log;
  }

  @Override
  protected int runIo() {
    try {
      return super.runIo();
    } catch (Throwable failure) {
      report(failure);
      return 0;
    }
  }

  @Override
  protected boolean runAllTasks(long nanos) {
    try {
      return super.runAllTasks(nanos);
    } catch (Throwable failure) {
      report(failure);
      return true;
    }
  }

  private void report(Throwable failure) {
    log.log(Level.ERROR, "an event loop goes on after a failure", failure);
  }
}
