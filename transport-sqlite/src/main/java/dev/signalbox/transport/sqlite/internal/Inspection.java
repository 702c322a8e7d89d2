package dev.signalbox.transport.sqlite.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a data file beside the process that writes it. */
public final class Inspection implements AutoCloseable {
  private final Path path;
  private final Connection connection;

  private Inspection(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  /**
   * Opens a folder's file.
   *
   * @throws IllegalStateException when there is none, or it can't be read
   */
  public static Inspection of(Path folder) {
    return new Inspection(folder.resolve(DataFile.NAME), DataFile.read(folder));
  }

  /** A use of the file. */
  private interface Reading<T> {
    T read(Statement statement) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try (Statement statement = connection.createStatement()) {
      return reading.read(statement);
    } catch (SQLException e) {
      throw DataFile.failure(path, e);
    }
  }

  public List<String> damage() {
    return read(
        statement -> {
          List<String> lines = column(statement, "PRAGMA integrity_check");
          return lines.equals(List.of("ok"))
              ? List.of()
              : lines.stream().map(line -> path + ": " + line).toList();
        });
  }

  private static List<String> column(Statement statement, String query) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  public List<String> summary() {
    return read(
        statement -> {
          List<String> lines = new ArrayList<>();
          lines.add(
              path
                  + ": "
                  + Schema.number(connection, "SELECT count(*) FROM conversation")
                  + " conversations, "
                  + Schema.number(connection, "SELECT count(*) FROM call")
                  + " voice calls, "
                  + Schema.number(connection, "SELECT count(*) FROM jti")
                  + " used jti, "
                  + Schema.number(connection, "SELECT count(*) FROM batch")
                  + " waiting batches");
          lines.addAll(
              column(
                  statement,
                  "SELECT count(*) || ' batches wait for the subscriber \"' || name || '\"' FROM"
                      + " subscriber s JOIN batch b ON ',' || b.subscribers || ',' LIKE"
                      + " '%,' || s.id || ',%' WHERE NOT EXISTS (SELECT 1 FROM done d WHERE d.batch ="
                      + " b.id AND d.subscriber = s.id) GROUP BY s.id"));
          return lines;
        });
  }

  public void export(Consumer<String> lines) {
    read(
        statement -> {
          try (ResultSet rows = statement.executeQuery("SELECT event FROM batch ORDER BY id")) {
            while (rows.next()) {
              lines.accept(rows.getString(1));
            }
          }
          return true;
        });
  }

  public void backup(Path copy) {
    try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toAbsolutePath().toString());
      vacuum.execute();
    } catch (SQLException e) {
      throw DataFile.failure(copy, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw DataFile.failure(path, e);
    }
  }
}
