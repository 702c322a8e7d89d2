package dev.signalbox.rules;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** See {@link RuleFolder#watch}. */
final class FolderWatch implements RuleFolder.Watch {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private final RuleFolder folder;
  private final Duration every;
  private final Consumer<RuleFolder.Reading> changed;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What was there when the rules were last read, and what was there at the last look. */
  private Map<Path, List<Object>> read;

  private Map<Path, List<Object>> seen;
  private boolean unreadable;

  FolderWatch(RuleFolder folder, Duration every, Consumer<RuleFolder.Reading> changed)
      throws IOException {
    this.folder = folder;
    this.every = every;
    this.changed = changed;
    read = folder.state();
    seen = read;
  }

  void start() {
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
      // Nobody interrupts this thread but to end it.
      Thread.currentThread().interrupt();
    }
  }

  /** One look. It never throws, or there would be no other. */
  void look() {
    try {
      Map<Path, List<Object>> now = folder.state();
      boolean settled = now.equals(seen);
      seen = now;
      unreadable = false;
      if (settled && !now.equals(read)) {
        read = now;
        changed.accept(folder.read());
      }
    } catch (IOException | RuntimeException e) {
      if (!unreadable) {
        unreadable = true;
        LOG.log(Level.WARNING, "the rules could not be read again; those read before stay", e);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
