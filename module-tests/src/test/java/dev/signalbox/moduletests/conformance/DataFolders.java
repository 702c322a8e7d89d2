package dev.signalbox.moduletests.conformance;

import dev.signalbox.transport.sqlite.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with data files, which are removed at the end of a test. */
final class DataFolders {
  private final List<Path> folders = new ArrayList<>();
  private final List<SqliteDatabase> open = new ArrayList<>();

  SqliteDatabase database() {
    return open(folder());
  }

  /** A copy of the files as they are at this moment: what a killed process leaves. */
  SqliteDatabase copyOf(SqliteDatabase database) {
    Path copy = folder();
    try (Stream<Path> files = Files.list(database.path().getParent())) {
      for (Path file : files.toList()) {
        // The log's index is in memory that the system shares: a crash may leave any of it.
        if (!file.toString().endsWith("-shm")) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(copy);
  }

  private SqliteDatabase open(Path folder) {
    SqliteDatabase database = SqliteDatabase.of(folder);
    open.add(database);
    return database;
  }

  private Path folder() {
    try {
      Path folder = Files.createTempDirectory("signalbox-data");
      folders.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove() {
    open.forEach(SqliteDatabase::close);
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
