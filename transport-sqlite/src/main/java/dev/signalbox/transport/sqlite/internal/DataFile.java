package dev.signalbox.transport.sqlite.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLite file of a folder, and the lock that keeps a second process out. */
public final class DataFile implements AutoCloseable {
  /** The file's name in its folder. */
  public static final String NAME = "signalbox.db";

  /** What an operator can do about a waiting batch whose text is damaged. */
  static final String DAMAGED_BATCH =
      "later batches of its conversation wait for it. Take a backup's file, or remove it with"
          + " SQLite: DELETE FROM batch WHERE id = its number";

  private static final String LOCK = "signalbox.lock";
  private static final int PAGE = 4096;

  /** How large the log becomes before it is copied into the file: 16 MiB. */
  private static final int LOG_BYTES = 16 << 20;

  /** How many pages the file of a folder may have at the least, so that it can begin. */
  private static final long LEAST_PAGES = 64;

  private final Path path;
  private final FileChannel lockChannel;
  private final Connection writer;
  private final Connection reader;

  private DataFile(Path path, FileChannel lockChannel, Connection writer, Connection reader) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens a folder's file, which may be new.
   *
   * @throws IllegalStateException when it can't be used
   */
  public static DataFile open(Path folder, long maxSize) {
    Path path = folder.resolve(NAME);
    FileChannel channel = null;
    Connection writer = null;
    try {
      create(folder, path);
      channel = lock(folder);
      writer = connect(path, false);
      String wrong = Schema.migrate(writer);
      if (wrong != null) {
        throw new IllegalStateException(path + " " + wrong + ".");
      }
      pragma(writer, "journal_mode = WAL");
      pragma(writer, "synchronous = FULL");
      pragma(writer, "journal_size_limit = " + LOG_BYTES);
      // Most pages change with each transaction; the fewer copies, the better.
      pragma(writer, "wal_autocheckpoint = " + LOG_BYTES / PAGE);
      pragma(writer, "max_page_count = " + Math.max(LEAST_PAGES, maxSize / PAGE));
      probe(writer);
      leaveTransactions(writer);
      return new DataFile(path, channel, writer, connect(path, true));
    } catch (IOException | SQLException | LinkageError e) {
      throw close(channel, writer, failure(path, e));
    } catch (IllegalStateException e) {
      throw close(channel, writer, e);
    }
  }

  /**
   * Opens a file to read it, beside the process that writes it.
   *
   * @throws IllegalStateException when there is none, or it can't be used
   */
  public static Connection read(Path folder) {
    Path path = folder.resolve(NAME);
    if (!Files.isRegularFile(path)) {
      throw new IllegalStateException("There is no " + path + ": give the folder of serve --data.");
    }
    try {
      Connection connection = connect(path, true);
      String wrong = Schema.check(connection);
      if (wrong != null) {
        connection.close();
        throw new IllegalStateException(path + " " + wrong + ".");
      }
      return connection;
    } catch (SQLException | LinkageError e) {
      throw failure(path, e);
    }
  }

  private static IllegalStateException close(
      @Nullable FileChannel channel, @Nullable Connection writer, IllegalStateException failure) {
    close(failure, writer, channel);
    return failure;
  }

  private static void close(Throwable failure, @Nullable AutoCloseable... all) {
    for (AutoCloseable one : all) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** What is in it is its owner's alone. What is there already keeps its permissions. */
  private static void create(Path folder, Path path) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, permissions(posix, "rwx------"));
    }
    if (!Files.exists(path)) {
      // SQLite gives its log the permissions of the file.
      Files.createFile(path, permissions(posix, "rw-------"));
    }
  }

  private static FileAttribute<?>[] permissions(boolean posix, String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path path = folder.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "Another process uses "
              + folder
              + ": stop it first, or give this one a folder of its own.");
    }
    return channel;
  }

  private static Connection connect(Path path, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5_000);
    config.setPageSize(PAGE);
    config.setReadOnly(readOnly);
    // Otherwise every change is followed by a query for its row, which is prepared each time.
    config.setGetGeneratedKeys(false);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path.toAbsolutePath());
    return source.getConnection();
  }

  private static void pragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA " + pragma);
    }
  }

  /**
   * Has the driver begin and commit nothing by itself, which it otherwise tries with each change.
   */
  private static void leaveTransactions(Connection writer) throws SQLException {
    // Begins one, and never again.
    writer.setAutoCommit(false);
    try (Statement statement = writer.createStatement()) {
      statement.execute("COMMIT");
    }
  }

  /** A small transaction: a file that can't be written is refused before anything relies on it. */
  static void probe(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("UPDATE meta SET value = value + 1 WHERE name = 'probes'");
    }
  }

  /** What happened to a file, in one line. */
  static IllegalStateException failure(Path path, Throwable e) {
    if (e instanceof LinkageError || String.valueOf(e.getMessage()).contains("native library")) {
      return new IllegalStateException(
          "SQLite's native library can't be loaded from the temporary folder, which may be mounted"
              + " noexec: name another one with JAVA_TOOL_OPTIONS=-Dorg.sqlite.tmpdir=FOLDER ("
              + e.getMessage()
              + ").",
          e);
    }
    return new IllegalStateException(path + " can't be used: " + describe(e) + ".", e);
  }

  static String describe(Throwable e) {
    if (e instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      return switch (code.code & 0xFF) {
        case 13 -> "there is no room left for it";
        case 8 -> "it is read-only";
        case 11, 26 -> "it is damaged, or no SQLite file (" + code.name() + ")";
        case 14 -> "it can't be opened (" + code.name() + ")";
        default -> code.message + " (" + code.name() + ")";
      };
    }
    if (e instanceof FileAlreadyExistsException there) {
      return there.getFile() + " is there and is no folder";
    }
    if (e instanceof AccessDeniedException denied) {
      return "access to " + denied.getFile() + " is denied";
    }
    if (e instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (e instanceof FileSystemException failed) {
      return String.valueOf(failed.getMessage());
    }
    return e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
  }

  /** Whether a failed commit has certainly left nothing behind that a later start could find. */
  static boolean leavesNothing(SQLException e) {
    return e instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xFF) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  public Path path() {
    return path;
  }

  /** For the one thread that writes. */
  Connection writer() {
    return writer;
  }

  /** For reads beside it; its users synchronize on it. */
  Connection reader() {
    return reader;
  }

  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException(path + " can't be closed.");
    // The lock last: until then no other process may have the file.
    close(failure, reader, writer, lockChannel);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
