package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import java.time.Instant;

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
   * @param accepted the batch, and what became of it
   */
  default void accepted(EndpointOutcome.Accepted accepted) {}

  /**
   * A voice call was registered.
   *
   * @param registered the record, and its new id
   */
  default void registered(EndpointOutcome.Registered registered) {}

  /**
   * A request was refused.
   *
   * @param refusal what was asked and why it was refused
   */
  default void refused(EndpointOutcome.Refused refusal) {}
}
