package dev.signalbox.transport.inmemory.internal.calls;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The voice calls' records by their ids, and a bound on the bytes of all their attributes together.
 * The store's lock guards it.
 */
final class CallRecords {
  private final long maxAttributeBytes;
  private final Map<PackedVoiceCallId, CallRecord> records = new HashMap<>();
  private long attributeBytes;

  CallRecords(long maxAttributeBytes) {
    this.maxAttributeBytes = maxAttributeBytes;
  }

  int size() {
    return records.size();
  }

  boolean has(long number) {
    return records.containsKey(new PackedVoiceCallId(number));
  }

  /** The record of an id in either form; null where the call center has none. */
  @Nullable CallRecord find(Scope scope, String voiceCallId) {
    PackedVoiceCallId id = PackedVoiceCallId.parse(voiceCallId);
    CallRecord record = id == null ? null : records.get(id);
    return record == null || record.leg().conversation.scope != scope ? null : record;
  }

  /** Adds a record. Its key's previous one loses its attributes, and it where there is no room. */
  void add(CallRecord record) {
    if (record.previous != null) {
      dropAttributes(record.previous);
    }
    if (record.attributes != null) {
      if (attributeBytes + record.attributes.length > maxAttributeBytes) {
        record.attributes = null;
      } else {
        attributeBytes += record.attributes.length;
      }
    }
    records.put(record, record);
  }

  void remove(CallRecord record) {
    dropAttributes(record);
    records.remove(record);
  }

  void clear() {
    records.clear();
    attributeBytes = 0;
  }

  private void dropAttributes(CallRecord record) {
    if (record.attributes != null) {
      attributeBytes -= record.attributes.length;
      record.attributes = null;
    }
  }
}
