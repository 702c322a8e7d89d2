package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
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

  void clear() {
    legs.clear();
    conversations = 0;
    calls = 0;
  }
}
