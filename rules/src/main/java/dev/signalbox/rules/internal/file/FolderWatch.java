package dev.signalbox.rules.internal.file;

import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks for changed rule files at an interval, on a thread of its own. */
public final class FolderWatch {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private final RuleFiles files;
  private final Duration every;
  private final Consumer<RuleReading> changed;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What the folder held when the rules were last read, and at the last look. */
  private SortedMap<Path, String> read;

  private SortedMap<Path, String> seen;
  private boolean unreadable;

  public FolderWatch(RuleFiles files, Duration every, Consumer<RuleReading> changed)
      throws IOException {
    this.files = files;
    this.every = every;
    this.changed = changed;
    read = files.digests();
    seen = read;
  }

  public void start() {
    Thread thread = new Thread(this::run, "signalbox-rules-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      // Only the end of the program interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** One look. It catches Errors too, since no other thread would take over. */
  void look() {
    try {
      SortedMap<Path, String> now = files.digests();
      boolean settled = now.equals(seen);
      seen = now;
      unreadable = false;
      if (settled && !now.equals(read)) {
        RuleReading reading = files.read();
        read = now;
        report(reading);
      }
    } catch (IOException e) {
      if (!unreadable) {
        unreadable = true;
        warn("the rules can't be read again; those read before stay", e);
      }
    } catch (Throwable e) {
      warn("looking for changed rules failed; the next look tries again", e);
    }
  }

  private void report(RuleReading reading) {
    try {
      changed.accept(reading);
    } catch (Throwable e) {
      warn("the rules have changed, and the code that takes the change failed", e);
    }
  }

  private static void warn(String message, Throwable cause) {
    try {
      LOG.log(Level.WARNING, message, cause);
    } catch (Throwable ignored) {
      // A logger that fails must not end the watch either.
    }
  }

  public void close() {
    closed.countDown();
  }
}
