package dev.signalbox.transport.http;

import dev.signalbox.core.internal.text.Text;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** See {@link EndpointListener#logging}. */
final class LoggingEndpointListener implements EndpointListener {
  static final EndpointListener INSTANCE = new LoggingEndpointListener();

  private static final System.Logger LOG = System.getLogger("dev.signalbox.endpoint");
  private static final int LINES = 20;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long windowBegin = System.nanoTime();
  private int lines;
  private long leftOut;

  private LoggingEndpointListener() {}

  @Override
  public void refused(EndpointOutcome.Refused refusal) {
    long before = admit(System.nanoTime());
    if (before < 0) {
      return;
    }
    if (before > 0) {
      LOG.log(Level.WARNING, "{0} more requests were refused", Long.toString(before));
    }
    LOG.log(
        Level.WARNING,
        "refused: {0} {1}: {2}, {3}: {4}",
        refusal.method(),
        Text.quote(refusal.target()),
        Integer.toString(refusal.problem().type().status()),
        refusal.cause().clause().id(),
        refusal.cause().detail());
  }

  /** How many refusals were left out before this one; negative when it is left out itself. */
  private synchronized long admit(long now) {
    if (now - windowBegin >= WINDOW_NANOS) {
      long before = leftOut;
      windowBegin = now;
      lines = 1;
      leftOut = 0;
      return before;
    }
    if (lines < LINES) {
      lines++;
      return 0;
    }
    leftOut++;
    return -1;
  }
}
