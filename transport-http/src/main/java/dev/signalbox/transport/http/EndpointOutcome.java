package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.intake.IntakeResult;
import java.util.Optional;

/**
 * What became of a request: for logs, consoles and counters, not for the peer.
 *
 * @since 0.2.0
 */
public sealed interface EndpointOutcome {
  /**
   * A batch was accepted.
   *
   * @param callCenter the sender
   * @param key the key it came in under
   * @param result its conversation, sequence and lateness
   * @param batch the batch
   */
  record Accepted(
      CallCenterId callCenter, VendorCallKey key, IntakeResult.Accepted result, EventBatch batch)
      implements EndpointOutcome {}

  /**
   * A voice call was registered.
   *
   * @param callCenter the sender
   * @param call the record
   * @param result its new id and the first call of its conversation
   */
  record Registered(CallCenterId callCenter, VoiceCall call, IntakeResult.Registered result)
      implements EndpointOutcome {}

  /**
   * Another resource has served the request ({@link EndpointResource}).
   *
   * @param callCenter the sender
   * @param conversation whose it was; empty where it was about several
   */
  record Served(CallCenterId callCenter, Optional<ConversationId> conversation)
      implements EndpointOutcome {}

  /**
   * A request was refused.
   *
   * @param method the request's method
   * @param target the request's target as it came (REQ-1)
   * @param problem what the peer gets
   * @param cause the true reason: for a token the clause that it violates (AUTH-1), otherwise the
   *     first violation. Not for the peer
   * @param callCenter the sender; empty where no token was accepted
   * @param body the request's body; empty where it was not read
   */
  record Refused(
      String method,
      String target,
      Problem problem,
      Violation cause,
      Optional<CallCenterId> callCenter,
      Optional<byte[]> body)
      implements EndpointOutcome {}
}
