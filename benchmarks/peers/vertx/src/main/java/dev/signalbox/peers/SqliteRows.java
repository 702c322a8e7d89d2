package dev.signalbox.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A row for each batch, as it is usually written: each change is a transaction of its own. */
final class SqliteRows implements Job.Rows {
  private final PreparedStatement insert;
  private final PreparedStatement delete;

  private SqliteRows(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO batch (call, sequence, body) VALUES (?, ?, ?) RETURNING id");
    delete = connection.prepareStatement("DELETE FROM batch WHERE id = ?");
  }

  /** Begins a file in a folder of its own below the current one. */
  static SqliteRows open() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "rows");
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("rows.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE batch (id INTEGER PRIMARY KEY, call TEXT NOT NULL,"
              + " sequence INTEGER NOT NULL, body BLOB NOT NULL)");
    }
    return new SqliteRows(connection);
  }

  @Override
  public synchronized long insert(String call, long sequence, byte[] body) {
    try {
      insert.setString(1, call);
      insert.setLong(2, sequence);
      insert.setBytes(3, body);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void delete(long row) {
    try {
      delete.setLong(1, row);
      delete.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
