package dev.signalbox.transport.sqlite.internal;

import dev.signalbox.core.format.JsonFormat;
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
  /** How many batches are read at once; with the largest bodies it is 64 MiB. */
  private static final int PORTION = 64;

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
              ? unreadable()
              : lines.stream().map(line -> path + ": " + line).toList();
        });
  }

  /** Each batch that can't be delivered, since its text is damaged. */
  private List<String> unreadable() throws SQLException {
    List<String> lines = new ArrayList<>();
    forEachEvent(
        (row, event) -> {
          if (!JsonFormat.INSTANCE.readToolkitEvent(event).isValid()) {
            lines.add(path + ": batch " + row + " is damaged: " + DataFile.DAMAGED_BATCH);
          }
        });
    return lines;
  }

  private interface EventConsumer {
    void event(long row, String event);
  }

  /**
   * Takes each waiting batch. They are read in portions: what is taken slowly must not keep the
   * server from emptying its log.
   */
  private void forEachEvent(EventConsumer consumer) throws SQLException {
    record Row(long id, String event) {}
    long last = -1;
    List<Row> portion = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, event FROM batch WHERE id > ? ORDER BY id LIMIT " + PORTION)) {
      do {
        portion.clear();
        select.setLong(1, last);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            portion.add(new Row(rows.getLong(1), rows.getString(2)));
          }
        }
        for (Row row : portion) {
          last = row.id();
          consumer.event(row.id(), row.event());
        }
      } while (portion.size() == PORTION);
    }
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
          forEachEvent((row, event) -> lines.accept(event));
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
