package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of one call center (CALL-4). */
final class Scope {
  final CallCenterId callCenter;
  final ConcurrentHashMap<VendorCallKey, CallLeg> legs = new ConcurrentHashMap<>();

  // Guarded by the store's lock.
  int conversations;
  int calls;

  Scope(CallCenterId callCenter) {
    this.callCenter = callCenter;
  }

  /**
   * Forgets everything. The store's lock is held.
   *
   * @param detached gets conversations that have undelivered batches
   */
  void clear(Queue<Conversation> detached) {
    for (CallLeg leg : legs.values()) {
      Conversation conversation = leg.conversation;
      synchronized (conversation) {
        if (!conversation.isClosed() && conversation.undelivered() > 0) {
          detached.add(conversation);
        }
        conversation.close();
      }
      conversation.legs = null;
    }
    legs.clear();
    conversations = 0;
    calls = 0;
  }
}
