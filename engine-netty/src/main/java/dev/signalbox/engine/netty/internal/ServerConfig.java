package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.http.RequestLimits;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a server is made with.
 *
 * @param timeouts of each connection
 * @param limits of each request
 * @param maxIdle how many connections may be between requests
 * @param maxConnections how many connections there are at once
 * @param maxPerAddress how many of them one client may have
 * @param tls what connections are encrypted with; empty for plain HTTP
 * @param refusals learns of requests that got to no handler
 * @param logger gets everything else that is worth a line
 */
public record ServerConfig(
    ConnectionTimeouts timeouts,
    RequestLimits limits,
    int maxIdle,
    int maxConnections,
    int maxPerAddress,
    Optional<SSLContext> tls,
    RefusalListener refusals,
    System.Logger logger) {
  /** How many connections may be between requests, unless a program says otherwise. */
  public static final int STANDARD_MAX_IDLE = 16_384;

  /** How many connections there are at once, unless a program says otherwise. */
  public static final int STANDARD_MAX_CONNECTIONS = 65_536;
}
