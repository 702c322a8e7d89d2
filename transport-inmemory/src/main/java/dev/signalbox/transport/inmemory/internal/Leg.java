package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.VendorCallKey;
import org.jspecify.annotations.Nullable;

/** A vendorCallKey that is known, and the conversation it belongs to: that makes look-ups O(1). */
final class Leg implements Parent {
  final VendorCallKey key;

  /** Changes at most once: when a key that only received batches is linked to a parent. */
  volatile Conversation conversation;

  /** Null while no record of the call exists (KEY-4). */
  volatile @Nullable CallRecord latest;

  /** The next leg of the conversation; guarded by the store's lock. */
  @Nullable Leg sibling;

  Leg(VendorCallKey key, Conversation conversation) {
    this.key = key;
    this.conversation = conversation;
  }

  @Override
  public Leg leg() {
    return this;
  }

  @Override
  public String text() {
    return key.value();
  }
}
