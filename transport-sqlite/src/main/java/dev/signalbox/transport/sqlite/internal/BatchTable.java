package dev.signalbox.transport.sqlite.internal;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.transport.inmemory.internal.delivery.NumberedBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The accepted batches that some subscriber has not finished, as toolkit events (TLK-1). */
final class BatchTable {
  private final Connection writer;
  private final Connection reader;
  private final RepeatedStatement insert;
  private final RepeatedStatement delete;
  private final RepeatedStatement markDone;
  private final RepeatedStatement deleteDone;
  private long nextRow;

  /** Whether there may be marks of batches that only some subscribers have finished. */
  private boolean marks;

  private int[] lastSubscribers = {};
  private String lastList = "";

  BatchTable(DataFile file) throws SQLException {
    writer = file.writer();
    reader = file.reader();
    insert = new RepeatedStatement(writer, "INSERT INTO batch VALUES (?, ?, ?, ?, ?)");
    delete = new RepeatedStatement(writer, "DELETE FROM batch WHERE id BETWEEN ? AND ?");
    // A batch that the others have finished meanwhile is not there any more, and needs no mark.
    markDone =
        new RepeatedStatement(
            writer, "INSERT OR IGNORE INTO done SELECT id, ?2 FROM batch WHERE id = ?1");
    deleteDone = new RepeatedStatement(writer, "DELETE FROM done WHERE batch BETWEEN ? AND ?");
    // Never a number that was used before: marks of a row must not hit another one.
    nextRow = 1 + number("SELECT max(id) FROM batch");
    long lastMarked = number("SELECT max(batch) FROM done");
    marks = lastMarked > 0;
    nextRow = Math.max(nextRow, 1 + lastMarked);
  }

  private long number(String query) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** Adds a batch; returns its row. */
  long insert(NumberedBatch numbered, String event) throws SQLException {
    long row = nextRow++;
    PreparedStatement values = insert.prepared();
    values.setLong(1, row);
    values.setLong(2, numbered.mailbox().row());
    values.setString(3, list(numbered.subscribers()));
    values.setLong(4, event.length());
    values.setString(5, event);
    insert.update();
    return row;
  }

  /** The numbers as text; they are nearly always those of the batch before. */
  private String list(int[] subscribers) {
    if (!Arrays.equals(subscribers, lastSubscribers)) {
      lastSubscribers = subscribers;
      lastList =
          IntStream.of(subscribers).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
    return lastList;
  }

  /** Removes batches, which are in ascending order, in runs of neighbours. */
  void delete(long[] rows, int count) throws SQLException {
    int begin = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || rows[i] != rows[i - 1] + 1) {
        remove(delete, rows[begin], rows[i - 1]);
        if (marks) {
          remove(deleteDone, rows[begin], rows[i - 1]);
        }
        begin = i;
      }
    }
  }

  private static void remove(RepeatedStatement statement, long first, long last)
      throws SQLException {
    statement.prepared().setLong(1, first);
    statement.prepared().setLong(2, last);
    statement.update();
  }

  /** Notes that a subscriber has finished a batch that others have not. */
  void markDone(long row, int subscriber) throws SQLException {
    marks = true;
    markDone.prepared().setLong(1, row);
    markDone.prepared().setInt(2, subscriber);
    markDone.update();
  }

  /** Reads a batch that an earlier transaction has written. */
  @Nullable Validated<DeliveredBatch> read(long row) throws SQLException {
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement("SELECT event FROM batch WHERE id = ?")) {
        select.setLong(1, row);
        try (ResultSet result = select.executeQuery()) {
          return result.next() ? JsonFormat.INSTANCE.readToolkitEvent(result.getString(1)) : null;
        }
      }
    }
  }

  /** Takes each batch that waits, in the order of acceptance. */
  interface BatchConsumer {
    void batch(long row, long conversation, long size, List<Integer> subscribers);
  }

  void forEach(BatchConsumer waiting) throws SQLException {
    Map<Long, Set<Integer>> done = new HashMap<>();
    try (Statement statement = writer.createStatement()) {
      try (ResultSet marks = statement.executeQuery("SELECT batch, subscriber FROM done")) {
        while (marks.next()) {
          done.computeIfAbsent(marks.getLong(1), row -> new HashSet<>()).add(marks.getInt(2));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT id, conversation, size, subscribers FROM batch ORDER BY id")) {
        while (rows.next()) {
          Set<Integer> finished = done.getOrDefault(rows.getLong(1), Set.of());
          List<Integer> left =
              Arrays.stream(rows.getString(4).split(","))
                  .map(Integer::valueOf)
                  .filter(subscriber -> !finished.contains(subscriber))
                  .toList();
          waiting.batch(rows.getLong(1), rows.getLong(2), rows.getLong(3), left);
        }
      }
    }
  }
}
