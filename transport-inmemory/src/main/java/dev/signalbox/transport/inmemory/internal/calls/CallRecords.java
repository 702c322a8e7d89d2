package dev.signalbox.transport.inmemory.internal.calls;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of all voice calls by their numbers (CALL-1). The store's lock guards everything. */
final class CallRecords {
  private final CallLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final Map<PackedVoiceCallId, CallRecord> records = new HashMap<>();
  private long attributeBytes;

  CallRecords(CallLimits limits) {
    this.limits = limits;
  }

  /** A number that no record has. */
  long freshNumber() {
    long number = random.nextLong();
    while (records.containsKey(new PackedVoiceCallId(number))) {
      number = random.nextLong();
    }
    return number;
  }

  boolean hasRoom(Scope scope) {
    return records.size() < limits.calls() && scope.calls < limits.callsPerCallCenter();
  }

  /** The record with a voiceCallId. */
  @Nullable CallRecord find(String voiceCallId) {
    PackedVoiceCallId id = PackedVoiceCallId.parse(voiceCallId);
    return id == null ? null : records.get(id);
  }

  /**
   * What of a new record's attributes there is room for, once those of its leg's latest record are
   * gone: all, or null.
   */
  byte @Nullable [] fitting(@Nullable CallLeg leg, byte @Nullable [] attributes) {
    if (attributes == null) {
      return null;
    }
    byte[] replaced = leg == null || leg.latest == null ? null : leg.latest.attributes;
    long others = attributeBytes - (replaced == null ? 0 : replaced.length);
    return others + attributes.length > limits.attributeBytes() ? null : attributes;
  }

  /** Adds a leg's latest record, in the leg's conversation. */
  CallRecord add(CallLeg leg, PlannedCall planned) {
    Conversation conversation = leg.conversation;
    CallRecord previous = leg.latest;
    if (previous != null) {
      dropAttributes(previous);
    }
    byte[] attributes = planned.attributes;
    if (attributes != null) {
      attributeBytes += attributes.length;
    }
    CallRecord record =
        new CallRecord(
            planned.number,
            leg,
            planned.call.initiationMethod(),
            planned.parent,
            attributes,
            previous);
    records.put(record, record);
    leg.latest = record;
    conversation.calls++;
    conversation.scope.calls++;
    return record;
  }

  /** Removes all records of a leg that is forgotten. */
  void removeAll(CallLeg leg) {
    for (CallRecord record = leg.latest; record != null; record = record.previous) {
      dropAttributes(record);
      records.remove(record);
      leg.conversation.scope.calls--;
    }
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
