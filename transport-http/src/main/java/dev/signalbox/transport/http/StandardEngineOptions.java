package dev.signalbox.transport.http;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the JDK's HTTP server is made: its limits, and whether it speaks TLS. Immutable.
 *
 * <p>The JDK reads the limits from system properties, once for the whole process. They are set when
 * the first server is made, and {@link HttpEngine#standard(StandardEngineOptions)} fails where a
 * property is set to something else, or an earlier server was made without. An engine that takes
 * the JDK's place by an {@code HttpServerProvider} has limits of its own.
 *
 * <pre>{@code
 * HttpEngine engine =
 *     HttpEngine.standard(StandardEngineOptions.builder().maxConnections(10_000).build());
 * }</pre>
 *
 * @param tls what TLS connections are made with, versions 1.2 and 1.3 alone; empty for plain HTTP
 * @param maxConnections how many connections there are at once
 * @param maxIdleConnections how many of them may wait for a request
 * @param maxHeaderFields how many header fields a request has
 * @param maxHeaderBytes how long its request line and all its header fields are together
 * @param requestTimeout how long a request takes to arrive, from its first byte to its last; in
 *     whole seconds
 * @param idleTimeout how long a connection waits for the next request; in whole seconds
 * @since 0.2.0
 */
public record StandardEngineOptions(
    Optional<SSLContext> tls,
    int maxConnections,
    int maxIdleConnections,
    int maxHeaderFields,
    int maxHeaderBytes,
    Duration requestTimeout,
    Duration idleTimeout) {
  /**
   * Checks the limits.
   *
   * @param tls what TLS connections are made with
   * @param maxConnections 1 or more
   * @param maxIdleConnections 1 or more
   * @param maxHeaderFields 1 or more
   * @param maxHeaderBytes 1 or more
   * @param requestTimeout a second or more
   * @param idleTimeout a second or more
   * @throws IllegalArgumentException when one is less
   */
  public StandardEngineOptions {
    if (maxConnections < 1
        || maxIdleConnections < 1
        || maxHeaderFields < 1
        || maxHeaderBytes < 1
        || requestTimeout.toSeconds() < 1
        || idleTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException("a limit is 1 or more, and a time a second or more");
    }
  }

  /**
   * Begins options.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds {@link StandardEngineOptions}. Not thread-safe. */
  public static final class Builder {
    private Optional<SSLContext> tls = Optional.empty();
    private int maxConnections = 16_384;
    private int maxIdleConnections = 16_384;
    private int maxHeaderFields = 200;
    private int maxHeaderBytes = 24 * 1024;
    private Duration requestTimeout = Duration.ofSeconds(15);
    private Duration idleTimeout = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * Has the server speak TLS. Default: plain HTTP.
     *
     * @param context has the key and the certificates
     * @return this
     */
    public Builder tls(SSLContext context) {
      tls = Optional.of(context);
      return this;
    }

    /**
     * How many connections there are at once; further ones are closed. Default: 16,384.
     *
     * @param connections 1 or more
     * @return this
     */
    public Builder maxConnections(int connections) {
      maxConnections = connections;
      return this;
    }

    /**
     * How many connections may wait for a request; further ones are closed. Default: 16,384.
     *
     * @param connections 1 or more
     * @return this
     */
    public Builder maxIdleConnections(int connections) {
      maxIdleConnections = connections;
      return this;
    }

    /**
     * How many header fields a request may have. Default: 200.
     *
     * @param fields 1 or more
     * @return this
     */
    public Builder maxHeaderFields(int fields) {
      maxHeaderFields = fields;
      return this;
    }

    /**
     * How long a request's first line and header fields may be together, as the JDK counts them: 32
     * more for each field. Default: 24 KiB.
     *
     * @param bytes 1 or more
     * @return this
     */
    public Builder maxHeaderBytes(int bytes) {
      maxHeaderBytes = bytes;
      return this;
    }

    /**
     * How long a request may take to arrive, from its first byte to its last. Default: 15 s.
     *
     * @param timeout a second or more
     * @return this
     */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = timeout;
      return this;
    }

    /**
     * How long a connection may wait for the next request. Default: 30 s.
     *
     * @param timeout a second or more
     * @return this
     */
    public Builder idleTimeout(Duration timeout) {
      idleTimeout = timeout;
      return this;
    }

    /**
     * Completes the options.
     *
     * @return what was chosen
     * @throws IllegalArgumentException when a limit is too low
     */
    public StandardEngineOptions build() {
      return new StandardEngineOptions(
          tls,
          maxConnections,
          maxIdleConnections,
          maxHeaderFields,
          maxHeaderBytes,
          requestTimeout,
          idleTimeout);
    }
  }
}
