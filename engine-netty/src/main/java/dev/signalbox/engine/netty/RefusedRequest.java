package dev.signalbox.engine.netty;

import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * A request that the engine refused before a handler saw it, as far as it could be read.
 *
 * @since 0.2.0
 */
public interface RefusedRequest {
  /**
   * The client.
   *
   * @return its address
   */
  InetSocketAddress remoteAddress();

  /**
   * The beginning of the first line: at most 200 characters, printable ASCII, the others escaped,
   * and no token.
   *
   * @return empty where it could not be read
   */
  String requestLine();

  /**
   * The answer's status.
   *
   * @return empty where the connection was closed without an answer
   */
  OptionalInt status();

  /**
   * Why it was refused.
   *
   * @return a sentence
   */
  String reason();
}
