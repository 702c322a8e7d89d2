package dev.signalbox.engine.netty.internal;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long a connection may take. Observed to within half of the shortest.
 *
 * @param head for a request's line and header fields, from the first byte to the last
 * @param request for a request, from its first byte to its last
 * @param idle between requests
 * @param answer for the client to read on, while part of an answer waits for it
 * @param linger without a byte, for a client that is still sending or has not closed, after an
 *     answer that ends the connection
 */
public record ConnectionTimeouts(
    Duration head, Duration request, Duration idle, Duration answer, Duration linger) {
  /** As the JDK's server has them, with the settings that the endpoint needs. */
  public static final ConnectionTimeouts STANDARD =
      new ConnectionTimeouts(
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  /** How often connections are looked at. */
  Duration tick() {
    return Stream.of(head, request, idle, answer, linger)
        .min(Duration::compareTo)
        .orElseThrow()
        .dividedBy(2);
  }
}
