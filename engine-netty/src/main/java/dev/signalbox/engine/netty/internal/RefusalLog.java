package dev.signalbox.engine.netty.internal;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Logs refused requests, a bounded number each second: clients need no token to cause them. Used on
 * the log's thread alone.
 */
public final class RefusalLog implements RefusalListener {
  private static final int MAX_PER_SECOND = 20;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final System.Logger logger;
  private final LongSupplier clock;
  private long begin;
  private int written;
  private int suppressed;

  /** A log that has written nothing yet. */
  public RefusalLog(System.Logger logger) {
    this(logger, System::nanoTime);
  }

  RefusalLog(System.Logger logger, LongSupplier clock) {
    this.logger = logger;
    this.clock = clock;
    begin = clock.getAsLong();
  }

  @Override
  public void refused(InetSocketAddress remote, String requestLine, int status, String reason) {
    long now = clock.getAsLong();
    if (now - begin >= SECOND) {
      if (suppressed > 0) {
        logger.log(Level.INFO, suppressed + " more requests were refused before their handler");
      }
      begin = now;
      written = 0;
      suppressed = 0;
    }
    if (written == MAX_PER_SECOND) {
      suppressed++;
      return;
    }
    written++;
    logger.log(
        Level.INFO,
        "refused before a handler: "
            + (status == 0 ? "no answer" : status)
            + " to "
            + remote.getAddress().getHostAddress()
            + ":"
            + remote.getPort()
            + ", \""
            + requestLine
            + "\": "
            + reason);
  }
}
