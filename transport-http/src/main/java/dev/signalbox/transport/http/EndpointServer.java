package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.transport.http.internal.EmptyBody;
import dev.signalbox.transport.http.internal.RequestThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An {@link Endpoint} on an {@code HttpServer} of its own: the JDK's, or that of the {@code
 * HttpServerProvider} which the program brings. Thread-safe.
 *
 * <p>Requests run on a pool of as many threads as there are processors, to which others come, up to
 * {@value #DEFAULT_THREADS}, while threads wait for clients, or on the executor that the program
 * gives. The JDK's server reads its settings once for the whole process; those that nobody has set
 * are set here, before the first server is made.
 */
public final class EndpointServer implements AutoCloseable {
  /** How many requests are worked on at once at the most, unless the program gives an executor. */
  public static final int DEFAULT_THREADS = 512;

  /** How many requests are in progress at once, unless the program says otherwise. */
  public static final int DEFAULT_MAX_REQUESTS = 4096;

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpServer server;
  private final EndpointHandler handler;
  private final Optional<ExecutorService> ownExecutor;

  private EndpointServer(
      HttpServer server, EndpointHandler handler, Optional<ExecutorService> ownExecutor) {
    this.server = server;
    this.handler = handler;
    this.ownExecutor = ownExecutor;
  }

  /**
   * Starts a server with the defaults.
   *
   * @param endpoint answers
   * @param address where to listen; port 0 takes any that is free
   * @return a running server
   * @throws IOException when the address can't be listened on
   */
  public static EndpointServer start(Endpoint endpoint, InetSocketAddress address)
      throws IOException {
    return builder(endpoint).address(address).start();
  }

  /**
   * Begins a server with choices.
   *
   * @param endpoint answers
   * @return a builder with the defaults
   */
  public static Builder builder(Endpoint endpoint) {
    return new Builder(endpoint);
  }

  /**
   * Where the server listens.
   *
   * @return the address, with the port that it got
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Ends the server. Requests that are being worked on, and those that clients send on, are
   * answered for up to two seconds, and each answer ends its connection; then every connection is
   * closed. On an executor that the program gave, it closes them at once. Shut the transport down
   * first to have new batches refused meanwhile (DLV-6).
   */
  @Override
  public void close() {
    ownExecutor.ifPresent(this::finish);
    server.stop(0);
    ownExecutor.ifPresent(ExecutorService::shutdownNow);
  }

  private void finish(ExecutorService executor) {
    long end = System.nanoTime() + GRACE_NANOS;
    try {
      handler.awaitQuiet(GRACE_NANOS);
      // Other handlers of the server may still be at work.
      executor.shutdown();
      executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Builds an {@link EndpointServer}. Not thread-safe. */
  public static final class Builder {
    private final Endpoint endpoint;
    private InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
    private Optional<Executor> executor = Optional.empty();
    private HttpEngine engine = HttpEngine.standard();
    private int maxRequests = DEFAULT_MAX_REQUESTS;
    private final Map<String, HttpHandler> contexts = new LinkedHashMap<>();

    private Builder(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /**
     * Where to listen. Default: 127.0.0.1:8080.
     *
     * @param address port 0 takes any that is free
     * @return this
     */
    public Builder address(InetSocketAddress address) {
      this.address = address;
      return this;
    }

    /**
     * What runs requests, such as one virtual thread for each on 21 and later. Default: a bounded
     * pool, which the server ends when it is closed. An engine that has event loops may then run
     * small requests on these; with an executor of the program's, it runs all of them there.
     *
     * @param executor stays the caller's
     * @return this
     */
    public Builder executor(Executor executor) {
      this.executor = Optional.of(executor);
      return this;
    }

    /**
     * What makes the server. Default: {@link HttpEngine#standard}.
     *
     * @param engine such as {@code NettyEngine::create} of the module {@code
     *     dev.signalbox.engine.netty}
     * @return this
     */
    public Builder engine(HttpEngine engine) {
      this.engine = engine;
      return this;
    }

    /**
     * How many requests are in progress at once, those that wait for a thread included. Further
     * ones get 503 with Retry-After before their token is judged (RES-4), which costs little, so
     * that the others are answered in time. Default: {@value EndpointServer#DEFAULT_MAX_REQUESTS}.
     *
     * @param requests 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     * @since 0.2.0
     */
    public Builder maxRequests(int requests) {
      if (requests < 1) {
        throw new IllegalArgumentException("RES-4: requests in progress are 1 or more.");
      }
      this.maxRequests = requests;
      return this;
    }

    /**
     * Something else that the same server answers, beside the endpoint. A second handler for a path
     * takes the first one's place.
     *
     * @param path where it begins, such as {@code /health}
     * @param handler answers there
     * @return this
     * @throws IllegalArgumentException when the path does not begin with a slash, or is nothing
     *     more
     */
    public Builder context(String path, HttpHandler handler) {
      if (!path.startsWith("/") || path.length() == 1) {
        throw new IllegalArgumentException(
            "REQ-1: a context begins with a slash and is more than that, which is the endpoint's: \""
                + path
                + "\".");
      }
      contexts.put(path, handler);
      return this;
    }

    /**
     * Starts the server.
     *
     * @return a running server
     * @throws IOException when the address can't be listened on
     */
    public EndpointServer start() throws IOException {
      HttpServer server = engine.create(address);
      Optional<RequestThreads> own =
          executor.isPresent()
              ? Optional.empty()
              : Optional.of(RequestThreads.pool(DEFAULT_THREADS));
      contexts.forEach((path, context) -> server.createContext(path, EmptyBody.before(context)));
      EndpointHandler handler =
          new EndpointHandler(
              endpoint, maxRequests, own.map(RequestThreads::waiting).orElse(() -> 0));
      HttpContext context = server.createContext("/", handler);
      if (own.isPresent()) {
        // With an executor of its own a program may have parts that block, and threads for them.
        context.getAttributes().put(HttpEngine.NEVER_BLOCKS, true);
      }
      engine.start(server, executor.orElseGet(own::orElseThrow));
      return new EndpointServer(server, handler, own.map(pool -> pool));
    }
  }
}
