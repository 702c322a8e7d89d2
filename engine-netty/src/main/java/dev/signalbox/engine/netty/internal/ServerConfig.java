package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.http.RequestLimits;

/**
 * What a server is made with.
 *
 * @param timeouts of each connection
 * @param limits of each request
 * @param maxIdle how many connections may be between requests
 * @param refusals learns of requests that got to no handler
 * @param logger gets everything else that is worth a line
 */
public record ServerConfig(
    ConnectionTimeouts timeouts,
    RequestLimits limits,
    int maxIdle,
    RefusalListener refusals,
    System.Logger logger) {
  /** How many connections may be between requests, unless a program says otherwise. */
  public static final int STANDARD_MAX_IDLE = 16_384;
}
