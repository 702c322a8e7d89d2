package dev.signalbox.standalone.control;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The rest of a body, read by a thread of its own, as a read may wait for ever. Thread-safe. */
final class LateBody {
  private final InputStream from;
  private final byte[] bytes;
  private final Runnable end;
  private final CountDownLatch ended = new CountDownLatch(1);
  private int length;

  /**
   * Begins to read.
   *
   * @param from the body
   * @param missing how much is missing of it
   * @param end is run when nothing reads any more
   */
  LateBody(InputStream from, int missing, Runnable end) {
    this.from = from;
    this.end = end;
    bytes = new byte[missing];
    Thread thread = new Thread(this::read, "late body");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      int n = 0;
      for (int at = 0; n >= 0 && at < bytes.length; at += n) {
        n = from.read(bytes, at, bytes.length - at);
        add(n);
      }
    } catch (IOException | RuntimeException gone) {
      // The client has gone, or the connection was closed. What arrived is there.
    } finally {
      ended.countDown();
      end.run();
    }
  }

  private synchronized void add(int n) {
    length += Math.max(0, n);
  }

  /** Waits until it was read or failed; false where the time was over before. */
  boolean await(Duration patience) {
    try {
      return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What has arrived so far. */
  synchronized byte[] arrived() {
    return Arrays.copyOf(bytes, length);
  }
}
