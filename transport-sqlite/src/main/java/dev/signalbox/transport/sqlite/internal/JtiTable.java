package dev.signalbox.transport.sqlite.internal;

import dev.signalbox.core.CallCenterId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The used token ids that have not expired, as digests. */
final class JtiTable {
  private final Connection connection;
  private final RepeatedStatement insert;

  JtiTable(DataFile file) throws SQLException {
    connection = file.writer();
    insert = new RepeatedStatement(connection, "INSERT INTO jti VALUES (NULL, ?, ?, ?, ?)");
  }

  void insert(CallCenterId callCenter, byte[] digest, long until) throws SQLException {
    PreparedStatement values = insert.prepared();
    values.setString(1, callCenter.orgId().value());
    values.setString(2, callCenter.apiName());
    values.setBytes(3, digest);
    values.setLong(4, until);
    insert.update();
  }

  /** Takes each id that has not expired. */
  interface Used {
    void jti(CallCenterId callCenter, byte[] digest, long until);
  }

  void forEach(long now, Used used) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT org, center, digest, expires FROM jti WHERE expires > " + now)) {
      while (rows.next()) {
        used.jti(
            CallCenterId.of(rows.getString(1), rows.getString(2)),
            rows.getBytes(3),
            rows.getLong(4));
      }
    }
  }

  void forgetExpired(long now) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM jti WHERE expires <= " + now);
    }
  }
}
