package dev.signalbox.engine.netty.internal;

import java.net.InetSocketAddress;

/** Learns of requests that got to no handler. Called on the log's thread. */
@FunctionalInterface
public interface RefusalListener {
  /**
   * A request was refused.
   *
   * @param remote the client
   * @param requestLine the beginning of what could be read of its first line, printable
   * @param status the answer's; 0 where there was none
   * @param reason a sentence
   */
  void refused(InetSocketAddress remote, String requestLine, int status, String reason);
}
