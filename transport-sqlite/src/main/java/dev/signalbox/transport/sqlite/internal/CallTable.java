package dev.signalbox.transport.sqlite.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.transport.inmemory.internal.calls.Conversations;
import dev.signalbox.transport.inmemory.internal.calls.PlannedCall;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conversations, where each stands, and the records of their voice calls. */
final class CallTable {
  /** How many conversations a transaction removes at the most. */
  private static final int FORGET = 1_000;

  private final Connection connection;
  private final RepeatedStatement save;
  private final RepeatedStatement link;
  private final RepeatedStatement insertCall;
  private final RepeatedStatement dropAttributes;
  private long nextConversation;

  CallTable(DataFile file) throws SQLException {
    connection = file.writer();
    save =
        new RepeatedStatement(
            connection,
            "INSERT INTO conversation VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE"
                + " SET next_sequence = excluded.next_sequence,"
                + " latest_start = excluded.latest_start, last_used = excluded.last_used");
    link = new RepeatedStatement(connection, "UPDATE conversation SET linked = 1 WHERE id = ?");
    insertCall =
        new RepeatedStatement(connection, "INSERT INTO call VALUES (NULL, ?, ?, ?, ?, ?, ?)");
    // As in memory, where the latest record of a key alone has any.
    dropAttributes =
        new RepeatedStatement(
            connection,
            "UPDATE call SET attributes = NULL"
                + " WHERE conversation = ? AND key = ? AND attributes IS NOT NULL");
    try (Statement statement = connection.createStatement();
        ResultSet last = statement.executeQuery("SELECT max(id) FROM conversation")) {
      nextConversation = last.next() ? last.getLong(1) + 1 : 1;
    }
  }

  /** Gives a conversation a row, if it has none. */
  void place(ConversationMailbox mailbox) {
    if (mailbox.row() == 0) {
      mailbox.row(nextConversation++);
    }
  }

  /** Writes where a conversation stands. */
  void save(ConversationMailbox mailbox) throws SQLException {
    save(
        mailbox.row(),
        mailbox.id(),
        mailbox.nextSequence(),
        mailbox.latestStart(),
        mailbox.lastUsed());
  }

  private void save(long row, ConversationId id, long sequence, long start, long used)
      throws SQLException {
    PreparedStatement values = save.prepared();
    values.setLong(1, row);
    values.setString(2, id.callCenter().orgId().value());
    values.setString(3, id.callCenter().apiName());
    values.setString(4, id.firstKey().value());
    values.setLong(5, sequence);
    values.setLong(6, start);
    values.setLong(7, used);
    save.update();
  }

  /** Writes a record; returns the row of its conversation. */
  long insert(PlannedCall planned, long now) throws SQLException {
    VoiceCall call = planned.call();
    long row;
    if (planned.target().isPresent()) {
      ConversationMailbox target = planned.target().get();
      place(target);
      save(target);
      row = target.row();
    } else {
      row = nextConversation++;
      ConversationId id = new ConversationId(planned.callCenter(), call.vendorCallKey());
      save(row, id, 0, Long.MIN_VALUE, now);
    }
    if (planned.left().isPresent() && planned.left().get().row() != 0) {
      // Its first batch may be of this transaction.
      save(planned.left().get());
      link.prepared().setLong(1, planned.left().get().row());
      link.update();
    }
    if (planned.isAgain()) {
      dropAttributes.prepared().setLong(1, row);
      dropAttributes.prepared().setString(2, call.vendorCallKey().value());
      dropAttributes.update();
    }
    PreparedStatement values = insertCall.prepared();
    values.setLong(1, planned.number());
    values.setLong(2, row);
    values.setString(3, call.vendorCallKey().value());
    values.setString(4, call.initiationMethod().name());
    values.setString(5, call.parent().orElse(null));
    values.setBytes(6, planned.attributes());
    insertCall.update();
    return row;
  }

  /** Remembers all that has not expired; returns the mailboxes by row. */
  Map<Long, ConversationMailbox> load(Conversations conversations, long timeToLive)
      throws SQLException {
    long now = conversations.now();
    Map<Long, ConversationMailbox> mailboxes = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT id, org, center, first_key, next_sequence, latest_start, last_used, linked"
                  + " FROM conversation WHERE last_used > "
                  + (now - timeToLive)
                  + " OR id IN (SELECT conversation FROM batch) ORDER BY id")) {
        while (rows.next()) {
          ConversationId id =
              new ConversationId(
                  CallCenterId.of(rows.getString(2), rows.getString(3)),
                  new VendorCallKey(rows.getString(4)));
          ConversationMailbox mailbox =
              conversations.restore(id, Math.min(now, rows.getLong(7)), rows.getInt(8) != 0);
          mailbox.restore(rows.getLong(5), rows.getLong(6));
          mailbox.row(rows.getLong(1));
          mailboxes.put(rows.getLong(1), mailbox);
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT number, conversation, key, method, parent, attributes FROM call"
                  + " ORDER BY id")) {
        while (rows.next()) {
          ConversationMailbox mailbox = mailboxes.get(rows.getLong(2));
          if (mailbox != null) {
            conversations.restore(mailbox, call(rows), rows.getLong(1));
          }
        }
      }
    }
    return mailboxes;
  }

  private static VoiceCall call(ResultSet row) throws SQLException {
    byte @Nullable [] attributes = row.getBytes(6);
    Map<String, DocumentValue> members =
        attributes == null ? Map.of() : JsonFormat.INSTANCE.readObject(attributes).orThrow();
    return new VoiceCall(
        new VendorCallKey(row.getString(3)),
        InitiationMethod.valueOf(row.getString(4)),
        Optional.ofNullable(row.getString(5)),
        members);
  }

  /**
   * Removes conversations that memory has forgotten, and notes the use of those it has not, some at
   * a time; returns whether there may be more.
   */
  boolean forgetExpired(Conversations conversations, long timeToLive) throws SQLException {
    List<Long> forgotten = new ArrayList<>();
    List<ConversationMailbox> used = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id, org, center, first_key FROM conversation WHERE last_used <= "
                    + (conversations.now() - timeToLive)
                    + " AND id NOT IN (SELECT conversation FROM batch) LIMIT "
                    + FORGET)) {
      while (rows.next()) {
        long row = rows.getLong(1);
        ConversationMailbox mailbox =
            conversations.find(
                new ConversationId(
                    CallCenterId.of(rows.getString(2), rows.getString(3)),
                    new VendorCallKey(rows.getString(4))));
        if (mailbox != null
            && mailbox.row() == row
            && conversations.now() - mailbox.lastUsed() < timeToLive) {
          used.add(mailbox);
        } else {
          forgotten.add(row);
        }
      }
    }
    for (ConversationMailbox mailbox : used) {
      save(mailbox);
    }
    try (PreparedStatement calls =
            connection.prepareStatement("DELETE FROM call WHERE conversation = ?");
        PreparedStatement conversation =
            connection.prepareStatement("DELETE FROM conversation WHERE id = ?")) {
      for (long row : forgotten) {
        calls.setLong(1, row);
        calls.executeUpdate();
        conversation.setLong(1, row);
        conversation.executeUpdate();
      }
    }
    return forgotten.size() + used.size() == FORGET;
  }
}
