package dev.signalbox.testkit.history;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which first keys a request may have seen for a key. A registration that was answered before the
 * request began has to have taken effect; one that ran beside it, or had no answer, may have.
 */
final class FirstKeys {
  private record ScopedKey(CallCenterId callCenter, VendorCallKey key) {}

  private final Map<ScopedKey, List<RegisteredCall>> linked = new HashMap<>();
  private final Map<String, VendorCallKey> ids = new HashMap<>();

  FirstKeys(List<RegisteredCall> registrations) {
    for (RegisteredCall call : registrations) {
      call.voiceCallId().ifPresent(id -> ids.put(id, call.key()));
      if (call.parent().isPresent() && call.outcome() != OperationOutcome.REFUSED) {
        linked
            .computeIfAbsent(new ScopedKey(call.callCenter(), call.key()), k -> new ArrayList<>())
            .add(call);
      }
    }
  }

  /** The first keys of a key as seen at some moment of an interval. */
  Set<VendorCallKey> allowed(CallCenterId callCenter, VendorCallKey key, long begin, long end) {
    Set<VendorCallKey> allowed = new HashSet<>();
    collect(callCenter, key, begin, end, allowed, new HashSet<>());
    return allowed;
  }

  private void collect(
      CallCenterId callCenter,
      VendorCallKey key,
      long begin,
      long end,
      Set<VendorCallKey> allowed,
      Set<RegisteredCall> visited) {
    RegisteredCall certain = null;
    List<RegisteredCall> possible = new ArrayList<>();
    for (RegisteredCall call : linked.getOrDefault(new ScopedKey(callCenter, key), List.of())) {
      if (call.end() < begin) {
        // The first one that was answered links the key; later ones name the same conversation.
        certain = certain == null || call.end() < certain.end() ? call : certain;
      } else if (call.begin() <= end) {
        possible.add(call);
      }
    }
    if (certain == null) {
      allowed.add(key);
      possible.forEach(call -> follow(call, allowed, visited));
    } else {
      follow(certain, allowed, visited);
    }
  }

  private void follow(
      RegisteredCall call, Set<VendorCallKey> allowed, Set<RegisteredCall> visited) {
    if (visited.add(call)) {
      VendorCallKey parent = parent(call);
      if (parent != null) {
        collect(call.callCenter(), parent, call.begin(), call.end(), allowed, visited);
      }
    }
  }

  private @Nullable VendorCallKey parent(RegisteredCall call) {
    String parent = call.parent().orElseThrow();
    VendorCallKey byId = ids.get(parent);
    if (byId != null) {
      return byId;
    }
    return VendorCallKey.parse(parent, "").isValid() ? new VendorCallKey(parent) : null;
  }
}
