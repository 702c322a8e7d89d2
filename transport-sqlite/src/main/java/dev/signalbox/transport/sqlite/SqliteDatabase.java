package dev.signalbox.transport.sqlite;

import dev.signalbox.transport.sqlite.internal.Store;
import java.nio.file.Path;

/**
 * A folder with a data file, for one process at a time: one SQLite file, {@code signalbox.db}, in
 * which a {@link SqliteVoiceCallDirectory}, a {@link SqliteTransport} and a {@link
 * SqliteReplayGuard} keep what has to survive the process.
 *
 * <pre>{@code
 * SqliteDatabase database = SqliteDatabase.of(Path.of("/var/lib/signalbox"));
 * SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
 * SqliteTransport transport = SqliteTransport.of(calls);
 * transport.subscribe("agent-console", batch -> show(batch));
 * Intake intake = Intake.of(transport, calls);
 * TokenVerifier verifier = TokenVerifier.of(keys, SqliteReplayGuard.of(database));
 * // ...
 * transport.close();
 * database.close();
 * }</pre>
 *
 * <p>Nothing is answered before it is on the disk (a write-ahead log, flushed with each commit; one
 * commit for all that came while the last one ran). When the file can't be written, new batches are
 * refused at once, and accepted again when it can. Thread-safe.
 *
 * @since 0.2.0
 */
public final class SqliteDatabase implements AutoCloseable {
  /** How large the file may become, by default: 1 GiB. */
  public static final long DEFAULT_MAX_SIZE = 1L << 30;

  /** How large the file may become at the least: 1 MiB. */
  public static final long LEAST_MAX_SIZE = 1L << 20;

  private final Store store;
  private final long maxSize;

  private SqliteDatabase(Path folder, long maxSize) {
    if (maxSize < LEAST_MAX_SIZE) {
      throw new IllegalArgumentException("maxSize must be " + LEAST_MAX_SIZE + " or more");
    }
    this.maxSize = maxSize;
    store = Store.open(folder, maxSize);
  }

  /**
   * Opens the file of a folder, which is made where there is none, with the default size.
   *
   * @param folder the folder
   * @return the open file
   * @throws IllegalStateException when it can't be used: another process has it, it is damaged, of
   *     another program, or of a newer version of this one
   */
  public static SqliteDatabase of(Path folder) {
    return of(folder, DEFAULT_MAX_SIZE);
  }

  /**
   * Opens the file of a folder, which is made where there is none.
   *
   * @param folder the folder
   * @param maxSize how many bytes the file may have, at least 1 MiB. Before it is full, batches are
   *     refused (DLV-5)
   * @return the open file
   * @throws IllegalStateException when it can't be used
   */
  public static SqliteDatabase of(Path folder, long maxSize) {
    return new SqliteDatabase(folder, maxSize);
  }

  /**
   * The data file.
   *
   * @return its path
   */
  public Path path() {
    return store.path();
  }

  Store store() {
    return store;
  }

  long maxSize() {
    return maxSize;
  }

  /** Writes what is queued and closes the file. To be called after the transport was shut down. */
  @Override
  public void close() {
    store.close();
  }
}
