package dev.signalbox.telephony.internal;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.telephony.model.CallRouting;
import dev.signalbox.telephony.model.TelephonyConversation;
import dev.signalbox.telephony.model.TranscriptMessage;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of all conversations, within a bound of bytes. Each method either does all of what
 * it is asked for, or nothing. Thread-safe.
 */
public final class ConversationEntries {
  /** How many messages a conversation has at the most. */
  public static final int MAX_MESSAGES = 10_000;

  /** What an object costs beside its texts, about. */
  private static final long OBJECT = 96;

  private final long maxBytes;
  private final long timeToLive;
  private final LongSupplier millis;

  // Guarded by this object's monitor; the one that was used longest ago comes first.
  private final Map<ConversationId, ConversationEntry> entries =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * A store.
   *
   * @param maxBytes what there is room for, about
   * @param timeToLive after so many milliseconds without use, a conversation makes room for others;
   *     the directory of calls usually says earlier that it is forgotten
   * @param millis the time
   */
  public ConversationEntries(long maxBytes, long timeToLive, LongSupplier millis) {
    this.maxBytes = maxBytes;
    this.timeToLive = timeToLive;
    this.millis = millis;
  }

  /** What became of messages. */
  public sealed interface Added {}

  /** All were added. */
  public record All() implements Added {}

  /** None was: a message of this index has an id that is there already. */
  public record Duplicate(int index) implements Added {}

  /** None was: there is no room. */
  public record Full() implements Added {}

  /** Adds messages to the transcript. */
  public synchronized Added add(ConversationId id, List<TranscriptMessage> messages) {
    ConversationEntry entry = entry(id);
    Set<String> added = new HashSet<>();
    long size = 0;
    for (int i = 0; i < messages.size(); i++) {
      TranscriptMessage message = messages.get(i);
      if (entry.transcript.containsKey(message.messageId()) || !added.add(message.messageId())) {
        return new Duplicate(i);
      }
      size += 2 * OBJECT + 2L * (message.messageId().length() + message.content().length());
      size += 2L * message.participantId().length();
    }
    if (entry.transcript.size() + messages.size() > MAX_MESSAGES || !reserve(entry, size)) {
      return new Full();
    }
    messages.forEach(message -> entry.transcript.put(message.messageId(), message));
    return new All();
  }

  /**
   * Changes a call's properties.
   *
   * @return whether the call has ended; empty where there is no room for the changes
   */
  public synchronized Optional<Boolean> update(
      ConversationId id, VendorCallKey key, Map<String, DocumentValue> changes) {
    ConversationEntry entry = entry(id);
    CallEntry call = entry.call(key);
    Map<String, DocumentValue> merged = call.with(changes);
    long size = size(merged);
    if (!reserve(entry, size - call.propertyBytes)) {
      return Optional.empty();
    }
    call.propertyBytes = size;
    call.set(merged);
    return Optional.of(call.ended());
  }

  /** Remembers how a call was routed; false where there is no room. */
  public synchronized boolean route(ConversationId id, VendorCallKey key, CallRouting routing) {
    ConversationEntry entry = entry(id);
    CallEntry call = entry.call(key);
    long size = size(routing.request());
    if (!reserve(entry, size - call.routingBytes)) {
      return false;
    }
    call.routingBytes = size;
    call.route(routing);
    return true;
  }

  /** Remembers a callback; false where there is no room. */
  public synchronized boolean callback(
      ConversationId id, VendorCallKey key, String recordId, String number) {
    ConversationEntry entry = entry(id);
    if (!reserve(entry, 2 * OBJECT + 2L * (recordId.length() + number.length()))) {
      return false;
    }
    entry.call(key).callback(recordId, number);
    return true;
  }

  /** Remembers events after a call; false where there is no room. */
  public synchronized boolean events(ConversationId id, List<DocumentValue> events) {
    ConversationEntry entry = entry(id);
    if (!reserve(entry, size(Map.of("events", new DocumentValue.Sequence(events))))) {
      return false;
    }
    entry.postCallEvents.addAll(events);
    return true;
  }

  /** Remembers a call's participants, as far as there is room. */
  public synchronized void participants(ConversationId id, Map<String, String> participants) {
    ConversationEntry entry = entry(id);
    participants.forEach(
        (key, type) -> {
          if (!entry.participants.containsKey(key)
              && reserve(entry, OBJECT + 2L * (key.length() + type.length()))) {
            entry.participants.put(key, type);
          }
        });
  }

  /** What is kept of a conversation now. */
  public synchronized Optional<TelephonyConversation> find(ConversationId id) {
    return Optional.ofNullable(entries.get(id)).map(ConversationEntry::snapshot);
  }

  /** Forgets a conversation. */
  public synchronized void forget(ConversationId id) {
    ConversationEntry entry = entries.remove(id);
    if (entry != null) {
      bytes -= entry.bytes;
    }
  }

  /** Forgets everything. */
  public synchronized void clear() {
    entries.clear();
    bytes = 0;
  }

  private ConversationEntry entry(ConversationId id) {
    @Nullable ConversationEntry entry = entries.get(id);
    if (entry == null) {
      entry = new ConversationEntry(id);
      entries.put(id, entry);
      entry.bytes = 4 * OBJECT;
      bytes += entry.bytes;
    }
    entry.lastUsed = millis.getAsLong();
    return entry;
  }

  private boolean reserve(ConversationEntry entry, long size) {
    if (size > 0 && bytes + size > maxBytes) {
      sweep();
      if (bytes + size > maxBytes) {
        return false;
      }
    }
    bytes += size;
    entry.bytes += size;
    return true;
  }

  /** Removes what was not used for long. */
  private void sweep() {
    long now = millis.getAsLong();
    Iterator<ConversationEntry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      ConversationEntry entry = oldest.next();
      if (now - entry.lastUsed < timeToLive) {
        return;
      }
      bytes -= entry.bytes;
      oldest.remove();
    }
  }

  private static long size(Map<String, DocumentValue> document) {
    return OBJECT + 4L * JsonFormat.INSTANCE.writeObject(document).length;
  }
}
