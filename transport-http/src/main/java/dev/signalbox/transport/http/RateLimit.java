package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.transport.http.internal.TokenBuckets;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds how often a sender may ask (RES-4): a request beyond the limit gets 429 with Retry-After,
 * after its token and before anything else is judged (REQ-2). Implementations are thread-safe and
 * answer from memory.
 *
 * <pre>{@code
 * Endpoint.builder(intake, tokens).rateLimit(RateLimit.perSecond(100)).build();
 * }</pre>
 *
 * @since 0.2.0
 */
@FunctionalInterface
public interface RateLimit {
  /** No limit. */
  RateLimit NONE = (callCenter, resource) -> Optional.empty();

  /** What a request is for. */
  enum Resource {
    /** A batch of events. */
    EVENTS,
    /** A voice call's record. */
    CALLS,
    /** What an {@link EndpointResource} serves beside them. */
    OTHER
  }

  /**
   * Counts a request whose token was accepted, or refuses it.
   *
   * @param callCenter the sender
   * @param resource what it asks for
   * @return empty for a request within the limit; otherwise when to try again, in whole seconds
   */
  Optional<Duration> take(CallCenterId callCenter, Resource resource);

  /**
   * A limit for each call center: so many requests a second, and as many at once after a second of
   * silence.
   *
   * @param requests a second, more than 0; less than 1 is one request in more than a second
   * @return the limit
   * @throws IllegalArgumentException when it is not
   */
  static RateLimit perSecond(double requests) {
    TokenBuckets<CallCenterId> buckets = new TokenBuckets<>(requests);
    return (callCenter, resource) -> buckets.take(callCenter);
  }

  /**
   * Limits for each org, whatever its call centers, as the vendor publishes its own. Other
   * resources have none.
   *
   * @param batches of events a second, more than 0
   * @param calls voice calls registered in a second, more than 0
   * @return the limit
   * @throws IllegalArgumentException when one is not
   */
  static RateLimit perOrg(double batches, double calls) {
    TokenBuckets<String> events = new TokenBuckets<>(batches);
    TokenBuckets<String> records = new TokenBuckets<>(calls);
    return (callCenter, resource) ->
        switch (resource) {
          case EVENTS -> events.take(callCenter.orgId().value());
          case CALLS -> records.take(callCenter.orgId().value());
          case OTHER -> Optional.empty();
        };
  }
}
