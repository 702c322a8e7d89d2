package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Looks at files from time to time, through links, which is how mounts of Kubernetes change. What
 * the operating system could tell of changes it does not tell of every file system.
 */
public final class FileWatch implements AutoCloseable {
  /** How long to wait between looks. */
  public static final Duration LOOK = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger("signalbox");

  private final ScheduledExecutorService clock;
  private final Supplier<List<Path>> files;
  private final BooleanSupplier changed;
  private List<Stamp> seen;

  private FileWatch(
      Supplier<List<Path>> files, BooleanSupplier changed, ScheduledExecutorService clock) {
    this.files = files;
    this.changed = changed;
    this.clock = clock;
    seen = stamps();
  }

  /** What tells one content of a file from the next. */
  private record Stamp(Path file, long modified, long size, String key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
            file,
            now.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            now.size(),
            Objects.toString(now.fileKey()));
      } catch (IOException missing) {
        return new Stamp(file, 0, -1, "");
      }
    }
  }

  /**
   * Begins to look.
   *
   * @param files asked for at each look
   * @param changed called after a change, and again at each look until it says that it could do
   *     something with the files
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it looks until it is closed
  public static FileWatch start(Supplier<List<Path>> files, BooleanSupplier changed) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "signalbox-files");
              thread.setDaemon(true);
              return thread;
            });
    FileWatch watch = new FileWatch(files, changed, clock);
    clock.scheduleWithFixedDelay(
        watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private List<Stamp> stamps() {
    return files.get().stream().map(Stamp::of).toList();
  }

  /** Throws nothing: a task that fails is not repeated. */
  private void look() {
    try {
      List<Stamp> now = stamps();
      if (!now.equals(seen) && changed.getAsBoolean()) {
        seen = now;
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "files could not be looked at", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
