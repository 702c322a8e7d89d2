package dev.signalbox.transport.sqlite.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A change that is made again and again. It is prepared once, and anew after it failed: the driver
 * gives up a statement for which there was no room. Not thread-safe.
 */
final class RepeatedStatement {
  private final Connection connection;
  private final String sql;
  private @Nullable PreparedStatement prepared;

  RepeatedStatement(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.sql = sql;
    prepared = connection.prepareStatement(sql);
  }

  /** For its values. */
  PreparedStatement prepared() throws SQLException {
    PreparedStatement statement = prepared;
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared = statement;
    }
    return statement;
  }

  /** Makes the change. */
  void update() throws SQLException {
    PreparedStatement statement = prepared();
    try {
      statement.executeUpdate();
    } catch (SQLException e) {
      prepared = null;
      statement.close();
      throw e;
    }
  }
}
