package dev.signalbox.testkit.history;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.Optional;

/**
 * A client's request with a batch. The value of the batch's first event names the batch, so it must
 * be unique in the history.
 *
 * @param callCenter the call center of the request's token
 * @param key the key under which the batch was sent
 * @param batch what was sent
 * @param jti the jti of the request's token; or empty
 * @param begin when the client began to send, on any clock that all of the history shares
 * @param end when it had the answer; {@link Long#MAX_VALUE} where there is none, because the
 *     request may take effect at any later time
 * @param outcome what the answer was
 * @since 0.2.0
 */
public record PostedBatch(
    CallCenterId callCenter,
    VendorCallKey key,
    EventBatch batch,
    Optional<String> jti,
    long begin,
    long end,
    OperationOutcome outcome) {
  /**
   * The batch's name in the history.
   *
   * @return the first event's value
   */
  public String name() {
    return batch.events().get(0).value();
  }
}
