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
 * Is notified of what an endpoint answers: for logs, consoles and counters. Called on the threads
 * that answer, before the answer is sent: it must be thread-safe and quick. What it throws is
 * logged and goes no further.
 */
public interface EndpointListener {
  /** Listens to nothing. */
  EndpointListener NONE = new EndpointListener() {};

  /**
   * Logs each refused request with {@link System.Logger}, in one line: method, target, status, the
   * violated clause and its sentence. At most 20 lines in 10 seconds; the next line after that says
   * how many were left out. The default.
   *
   * @return a listener
   */
  static EndpointListener logging() {
    return LoggingEndpointListener.INSTANCE;
  }

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
   * @param target the request's target as it came (REQ-1)
   * @param problem what the peer gets
   * @param cause the true reason: for a token the clause that it violates (AUTH-1), otherwise the
   *     first violation. Not for the peer
   * @param callCenter the sender; empty where no token was accepted
   * @param body the request's body; empty where it was not read
   */
  record Refusal(
      String method,
      String target,
      Problem problem,
      Violation cause,
      Optional<CallCenterId> callCenter,
      Optional<byte[]> body) {}
}
