package dev.signalbox.engine.netty;

import dev.signalbox.engine.netty.internal.ConnectionTimeouts;
import dev.signalbox.engine.netty.internal.RefusalListener;
import dev.signalbox.engine.netty.internal.RefusalLog;
import dev.signalbox.engine.netty.internal.ServerConfig;
import dev.signalbox.engine.netty.internal.http.RequestLimits;
import dev.signalbox.engine.netty.internal.loop.EngineLog;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The bounds of a server on Netty, and who learns of refused requests. Immutable.
 *
 * <pre>{@code
 * NettyOptions options =
 *     NettyOptions.builder()
 *         .maxHeaderBytes(32 * 1024)
 *         .onRefusal(refused -> System.err.println(refused.reason()))
 *         .build();
 * HttpServer server = NettyEngine.create(new InetSocketAddress(8080), options);
 * }</pre>
 *
 * @since 0.2.0
 */
public final class NettyOptions {
  private static final System.Logger LOGGER = System.getLogger(EngineLog.NAME);

  private final ServerConfig config;

  private NettyOptions(ServerConfig config) {
    this.config = config;
  }

  /**
   * Begins options.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  ServerConfig config() {
    return config;
  }

  /** What a listener sees. */
  private record Refused(
      InetSocketAddress remoteAddress, String requestLine, OptionalInt status, String reason)
      implements RefusedRequest {}

  /** Builds {@link NettyOptions}. Not thread-safe. */
  public static final class Builder {
    private int maxRequestLineBytes = RequestLimits.STANDARD.requestLine();
    private int maxHeaderBytes = RequestLimits.STANDARD.headers();
    private int maxHeaderFields = RequestLimits.STANDARD.fields();
    private int maxDiscardedBytes = RequestLimits.STANDARD.discarded();
    private Duration headTimeout = ConnectionTimeouts.STANDARD.head();
    private Duration requestTimeout = ConnectionTimeouts.STANDARD.request();
    private Duration idleTimeout = ConnectionTimeouts.STANDARD.idle();
    private Duration answerTimeout = ConnectionTimeouts.STANDARD.answer();
    private Duration lingerTimeout = ConnectionTimeouts.STANDARD.linger();
    private int maxIdleConnections = ServerConfig.STANDARD_MAX_IDLE;
    private int maxConnections = ServerConfig.STANDARD_MAX_CONNECTIONS;
    private int maxConnectionsPerAddress = Integer.MAX_VALUE;
    private Optional<SSLContext> tls = Optional.empty();
    private RefusalListener refusals = new RefusalLog(LOGGER);

    private Builder() {}

    /**
     * How long a request line may be; over it 414. Default: 8 KiB.
     *
     * @param bytes 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxRequestLineBytes(int bytes) {
      maxRequestLineBytes = atLeast(1, bytes, "maxRequestLineBytes");
      return this;
    }

    /**
     * How long all header fields of a request may be together; over it 431. Default: 16 KiB.
     *
     * @param bytes 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxHeaderBytes(int bytes) {
      maxHeaderBytes = atLeast(1, bytes, "maxHeaderBytes");
      return this;
    }

    /**
     * How many header fields a request may have; over it 431. Default: 200.
     *
     * @param fields 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxHeaderFields(int fields) {
      maxHeaderFields = atLeast(1, fields, "maxHeaderFields");
      return this;
    }

    /**
     * How much of a body is read and discarded, when the request is answered before its end, so
     * that the connection stays usable. Where more is still to come, or the length is not known,
     * the answer carries {@code Connection: close}. Default: 1 MiB.
     *
     * @param bytes 0 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxDiscardedBytes(int bytes) {
      maxDiscardedBytes = atLeast(0, bytes, "maxDiscardedBytes");
      return this;
    }

    /**
     * How long the line and the header fields of a request may take to arrive, from the first byte
     * to the last, and with TLS the handshake. Default: 15 s.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder headTimeout(Duration timeout) {
      headTimeout = positive(timeout, "headTimeout");
      return this;
    }

    /**
     * How long a request may take to arrive, from its first byte to its last. Default: 15 s.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = positive(timeout, "requestTimeout");
      return this;
    }

    /**
     * How long a connection may be idle between two requests. Default: 30 s.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder idleTimeout(Duration timeout) {
      idleTimeout = positive(timeout, "idleTimeout");
      return this;
    }

    /**
     * How long a client may read nothing of an answer that waits for it. Default: 30 s.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder answerTimeout(Duration timeout) {
      answerTimeout = positive(timeout, "answerTimeout");
      return this;
    }

    /**
     * How long the server waits, after an answer with {@code Connection: close}, for a client that
     * sends nothing more and does not close. Default: 2 s. What the client still sends is discarded
     * meanwhile, for at most the time of a request and about 16 MiB.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder lingerTimeout(Duration timeout) {
      lingerTimeout = positive(timeout, "lingerTimeout");
      return this;
    }

    /**
     * How many connections may be idle; further ones are closed. Default: 16,384.
     *
     * @param connections 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxIdleConnections(int connections) {
      maxIdleConnections = atLeast(1, connections, "maxIdleConnections");
      return this;
    }

    /**
     * How many connections there may be at once; further ones are closed. Default: 65,536.
     *
     * @param connections 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxConnections(int connections) {
      maxConnections = atLeast(1, connections, "maxConnections");
      return this;
    }

    /**
     * How many connections one client may have at once, by its IPv4 address, or the first half of
     * its IPv6 address; further ones are closed. Default: as many as there may be.
     *
     * @param connections 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxConnectionsPerAddress(int connections) {
      maxConnectionsPerAddress = atLeast(1, connections, "maxConnectionsPerAddress");
      return this;
    }

    /**
     * Has the server speak TLS, of the versions 1.2 and 1.3, and offer HTTP/1.1. Default: plain
     * HTTP.
     *
     * @param context has the key and the certificates
     * @return this
     */
    public Builder tls(SSLContext context) {
      tls = Optional.of(context);
      return this;
    }

    /**
     * Who learns of requests that the engine refuses before a handler sees them. Default: a line
     * each in the log {@code dev.signalbox.engine}, of level INFO, at most 20 a second.
     *
     * @param listener runs on a thread of the server's log, never on an event loop; while it
     *     blocks, further calls wait, and are dropped beyond about a thousand
     * @return this
     */
    public Builder onRefusal(Consumer<RefusedRequest> listener) {
      Objects.requireNonNull(listener);
      refusals =
          (remote, requestLine, status, reason) ->
              listener.accept(
                  new Refused(
                      remote,
                      requestLine,
                      status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                      reason));
      return this;
    }

    /**
     * Completes the options.
     *
     * @return what was chosen
     */
    public NettyOptions build() {
      return new NettyOptions(
          new ServerConfig(
              new ConnectionTimeouts(
                  headTimeout, requestTimeout, idleTimeout, answerTimeout, lingerTimeout),
              new RequestLimits(
                  maxRequestLineBytes, maxHeaderBytes, maxHeaderFields, maxDiscardedBytes),
              maxIdleConnections,
              maxConnections,
              maxConnectionsPerAddress,
              tls,
              refusals,
              LOGGER));
    }

    private static int atLeast(int min, int value, String name) {
      if (value < min) {
        throw new IllegalArgumentException(name + " must be " + min + " or more, not " + value);
      }
      return value;
    }

    private static Duration positive(Duration value, String name) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException(name + " must be more than zero, not " + value);
      }
      return value;
    }
  }
}
