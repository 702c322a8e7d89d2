package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.VoiceCall;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of all registered calls by their id, with bounded room for what they say. Not
 * thread-safe.
 */
final class CallRecords {
  private final long maxAttributeBytes;
  private final SecureRandom random = new SecureRandom();
  private final Map<PackedVoiceCallId, CallRecord> records = new HashMap<>();
  private long attributeBytes;

  CallRecords(long maxAttributeBytes) {
    this.maxAttributeBytes = maxAttributeBytes;
  }

  int size() {
    return records.size();
  }

  @Nullable CallRecord find(PackedVoiceCallId id) {
    return records.get(id);
  }

  /** Adds a record to a leg, as its latest one, whose attributes alone are kept. */
  CallRecord add(
      CallLeg leg, VoiceCall call, @Nullable Parent parent, byte @Nullable [] attributes) {
    CallRecord previous = leg.latest;
    if (previous != null) {
      dropAttributes(previous);
    }
    byte[] kept = attributes;
    if (kept != null) {
      if (attributeBytes + kept.length > maxAttributeBytes) {
        kept = null;
      } else {
        attributeBytes += kept.length;
      }
    }
    long unique = random.nextLong();
    while (records.containsKey(new PackedVoiceCallId(unique))) {
      unique = random.nextLong();
    }
    CallRecord record =
        new CallRecord(unique, leg, call.initiationMethod(), parent, kept, previous);
    records.put(record, record);
    leg.latest = record;
    return record;
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
