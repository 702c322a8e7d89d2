package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.VendorCallKey;
import org.jspecify.annotations.Nullable;

/** A known vendorCallKey and the conversation it belongs to, so that a look-up is O(1). */
final class CallLeg implements Parent {
  final VendorCallKey key;

  /** Changes at most once, when a key that has only received batches is linked to a parent. */
  volatile Conversation conversation;

  /** The latest record; null while there is none (KEY-4). */
  volatile @Nullable CallRecord latest;

  /** The next leg of the conversation; guarded by the store's lock. */
  @Nullable CallLeg sibling;

  CallLeg(VendorCallKey key, Conversation conversation) {
    this.key = key;
    this.conversation = conversation;
  }

  @Override
  public CallLeg leg() {
    return this;
  }

  @Override
  public String text() {
    return key.value();
  }
}
