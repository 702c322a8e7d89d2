package dev.signalbox.core;

import java.util.Comparator;
import java.util.Objects;

/**
 * What names a conversation: its call center and the vendorCallKey of its <em>first</em> voice call
 * (KEY-3). Order, sequence numbers and lateness are kept per conversation (DLV-2, DLV-4).
 *
 * @param callCenter the scope of the key
 * @param firstKey the first voice call's key
 */
public record ConversationId(CallCenterId callCenter, VendorCallKey firstKey)
    implements Comparable<ConversationId> {
  private static final Comparator<ConversationId> ORDER =
      Comparator.comparing(ConversationId::firstKey)
          .thenComparing(id -> id.callCenter.orgId().value())
          .thenComparing(id -> id.callCenter.apiName());

  /**
   * Requires both parts.
   *
   * @param callCenter the scope of the key
   * @param firstKey the first voice call's key
   */
  public ConversationId {
    Objects.requireNonNull(callCenter, "callCenter");
    Objects.requireNonNull(firstKey, "firstKey");
  }

  /** Compares the first keys, then the call centers; see {@link VendorCallKey#compareTo}. */
  @Override
  public int compareTo(ConversationId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return callCenter + "/" + firstKey;
  }
}
