package dev.signalbox.transport.sqlite.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The tables, their version, and the steps from one version to the next. */
final class Schema {
  /** Marks a SQLite file as this program's: "Sgbx". */
  private static final int APPLICATION_ID = 0x53676278;

  /** What brings a file from the version of its index to the next one; an empty file is 0. */
  private static final String[][] STEPS = {
    {
      "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
      "INSERT INTO meta VALUES ('probes', 0)",
      "CREATE TABLE subscriber (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
      "CREATE TABLE conversation (id INTEGER PRIMARY KEY, org TEXT NOT NULL, center TEXT NOT NULL,"
          + " first_key TEXT NOT NULL, next_sequence INTEGER NOT NULL,"
          + " latest_start INTEGER NOT NULL, last_used INTEGER NOT NULL, linked INTEGER NOT NULL)",
      "CREATE TABLE call (id INTEGER PRIMARY KEY, number INTEGER NOT NULL,"
          + " conversation INTEGER NOT NULL, key TEXT NOT NULL, method TEXT NOT NULL, parent TEXT,"
          + " attributes BLOB)",
      "CREATE INDEX call_conversation ON call (conversation)",
      "CREATE TABLE batch (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL,"
          + " subscribers TEXT NOT NULL, size INTEGER NOT NULL, event TEXT NOT NULL)",
      "CREATE TABLE done (batch INTEGER NOT NULL, subscriber INTEGER NOT NULL,"
          + " PRIMARY KEY (batch, subscriber)) WITHOUT ROWID",
      "CREATE TABLE jti (id INTEGER PRIMARY KEY, org TEXT NOT NULL, center TEXT NOT NULL,"
          + " digest BLOB NOT NULL, expires INTEGER NOT NULL)"
    }
  };

  private Schema() {}

  /** Brings a file up to this program's version; returns why it can't, or null. */
  static @Nullable String migrate(Connection connection) throws SQLException {
    String wrong = check(connection);
    if (wrong != null) {
      return wrong;
    }
    int version = number(connection, "PRAGMA user_version");
    if (version == STEPS.length) {
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      if (version == 0) {
        // Has to come before the first table.
        statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      }
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      for (int step = version; step < STEPS.length; step++) {
        for (String sql : STEPS[step]) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA user_version = " + STEPS.length);
      statement.execute("COMMIT");
    }
    return null;
  }

  /** Why a file is not one that this program can use, or null. */
  static @Nullable String check(Connection connection) throws SQLException {
    int application = number(connection, "PRAGMA application_id");
    int version = number(connection, "PRAGMA user_version");
    int tables = number(connection, "SELECT count(*) FROM sqlite_master");
    if (application != APPLICATION_ID && (application != 0 || version != 0 || tables != 0)) {
      return "is a SQLite file of another program";
    }
    if (version > STEPS.length) {
      return "was written by a newer version of this program (its schema is "
          + version
          + ", this program knows "
          + STEPS.length
          + "): start that version";
    }
    return null;
  }

  static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
