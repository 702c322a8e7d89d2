package dev.signalbox.core.spi;

import dev.signalbox.core.CallCenterId;
import java.util.Set;

/**
 * Knows the call centers that may call, and the keys that verify their tokens (AUTH-3).
 * Implementations are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: a key answered for the wrong pair lets one call
 * center speak for another.
 */
@FunctionalInterface
public interface CallCenterDirectory {
  /**
   * The keys of a call center: several during a rotation. Called on request threads for every
   * token: it answers from memory.
   *
   * @param callCenter named by a token that is not yet verified
   * @return its keys; empty when it is unknown. A key no longer answered is no longer accepted
   */
  Set<CallCenterKey> keys(CallCenterId callCenter);
}
