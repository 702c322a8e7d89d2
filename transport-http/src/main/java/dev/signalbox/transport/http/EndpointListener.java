package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.intake.IntakeResult;
import java.time.Instant;
import java.util.Optional;

/**
 * Is told what an endpoint answers: for logs, consoles and counters. Called on the threads that
 * answer, before the answer is sent: it must be thread-safe and quick, and what it throws is logged
 * and goes no further.
 */
public interface EndpointListener {
  /** Listens to nothing. */
  EndpointListener NONE = new EndpointListener() {};

  /**
   * A token was accepted, whatever becomes of its request.
   *
   * @param callCenter whose it is
   * @param expiresAt its exp
   */
  default void authorized(CallCenterId callCenter, Instant expiresAt) {}

  /**
   * A batch was accepted.
   *
   * @param callCenter who sent it
   * @param key the key it came in under
   * @param result its conversation, sequence and lateness
   * @param batch the batch
   */
  default void accepted(
      CallCenterId callCenter, VendorCallKey key, IntakeResult.Accepted result, EventBatch batch) {}

  /**
   * A voice call was registered.
   *
   * @param callCenter who sent the record
   * @param call the record
   * @param result its new id and the first call of its conversation
   */
  default void registered(
      CallCenterId callCenter, VoiceCall call, IntakeResult.Registered result) {}

  /**
   * A request was refused.
   *
   * @param refusal what was asked and why it was refused
   */
  default void refused(Refusal refusal) {}

  /**
   * A refused request.
   *
   * @param method the request's method
   * @param rawPath the request's path, as it came
   * @param rejected what the peer was told
   * @param cause why, in truth: for a token the clause that it violates (AUTH-1), which the peer is
   *     not told; otherwise the first violation. Not for the peer
   * @param callCenter who asked; empty where no token was accepted
   * @param body the request's body; empty where it was not read
   */
  record Refusal(
      String method,
      String rawPath,
      Problem rejected,
      Violation cause,
      Optional<CallCenterId> callCenter,
      Optional<byte[]> body) {}
}
