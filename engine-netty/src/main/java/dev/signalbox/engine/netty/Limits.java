package dev.signalbox.engine.netty;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a connection may take. Durations are observed to within a second.
 *
 * @param request for a request, from its first byte to its last
 * @param idle between requests
 * @param answer for the client to read on, while part of an answer waits for it
 * @param farewell for the client to close, after an answer that ends the connection before the
 *     request was read
 * @param maxIdle how many connections of a server may be between requests
 */
record Limits(Duration request, Duration idle, Duration answer, Duration farewell, int maxIdle) {
  /** As the JDK's server has them, with the settings that the endpoint needs. */
  static final Limits STANDARD =
      new Limits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          16_384);

  /** How often connections are looked at. */
  Duration tick() {
    return Stream.of(request, idle, answer, farewell)
        .min(Duration::compareTo)
        .orElseThrow()
        .dividedBy(2);
  }
}
