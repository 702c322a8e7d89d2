package dev.signalbox.transport.inmemory.internal.calls;

import org.jspecify.annotations.Nullable;

/** Bounds the bytes of all records' attributes together. The store's lock guards it. */
final class AttributeRoom {
  private final long max;
  private long used;

  AttributeRoom(long max) {
    this.max = max;
  }

  /** The attributes, or null where there are none or no room for them. */
  byte @Nullable [] take(byte @Nullable [] attributes) {
    if (attributes == null || used + attributes.length > max) {
      return null;
    }
    used += attributes.length;
    return attributes;
  }

  /** Takes a record's attributes from it. */
  void drop(CallRecord record) {
    if (record.attributes != null) {
      used -= record.attributes.length;
      record.attributes = null;
    }
  }
}
