package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/**
 * Makes the HTTP server under an {@link EndpointServer}. Implementations are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: a server that changes the raw target of a
 * request, or joins header lines of one name, makes the endpoint judge another request than the one
 * that was sent (KEY-1, AUTH-1).
 *
 * <p>An engine says what it can by attributes: {@link #FINISHES_LATER} and {@link #DISCARDS_REST}
 * of the contexts that its server creates, {@link #TARGET} and {@link #FINISHER} of its exchanges.
 * The endpoint says by {@link #NEVER_BLOCKS} what an engine may do with it.
 */
@FunctionalInterface
public interface HttpEngine {
  /**
   * Set to {@link Boolean#TRUE} by an engine on whose server an exchange may be finished after its
   * handler has returned. On others the handler waits for the answer.
   */
  String FINISHES_LATER = "dev.signalbox.finishesLater";

  /**
   * Set to {@link Boolean#TRUE} by an engine that itself reads and discards what is left of a
   * request that was answered before its end, within bounds, and without a thread of its executor.
   * On others the handler does so, for a few requests at once.
   *
   * @since 0.2.0
   */
  String DISCARDS_REST = "dev.signalbox.discardsRest";

  /**
   * The name of an exchange's attribute in which an engine gives the {@code Executor} that finishes
   * it later, such as the event loop of its connection. Where it does not, or that executor takes
   * nothing any more, see {@link EndpointHandler}.
   *
   * @since 0.2.0
   */
  String FINISHER = "dev.signalbox.finisher";

  /**
   * Set to {@link Boolean#TRUE} on the endpoint's context when its handler waits for nothing but
   * the body, so that an event loop may call it.
   */
  String NEVER_BLOCKS = "dev.signalbox.neverBlocks";

  /**
   * The name of an exchange's attribute in which an engine gives the request's target as it came, a
   * {@code String}. Where it does not, the target is the exchange's URI.
   */
  String TARGET = "dev.signalbox.target";

  /**
   * The engine that the JDK finds: that of the {@code HttpServerProvider} which the program brings,
   * or the JDK's own.
   *
   * @return the engine
   */
  static HttpEngine standard() {
    return StandardEngine.INSTANCE;
  }

  /**
   * The JDK's engine, with limits and TLS.
   *
   * @param options for every server of the process
   * @return the engine; it makes no server where the process runs with other limits already
   * @since 0.2.0
   */
  static HttpEngine standard(StandardEngineOptions options) {
    return StandardEngine.of(options);
  }

  /**
   * Makes a server that is bound and not started.
   *
   * @param address where to listen; port 0 takes any that is free
   * @return a server without contexts
   * @throws IOException when the address can't be listened on
   */
  HttpServer create(InetSocketAddress address) throws IOException;

  /**
   * Starts a server of this engine.
   *
   * @param server made by {@link #create}, with its contexts
   * @param executor runs its requests
   */
  default void start(HttpServer server, Executor executor) {
    server.setExecutor(executor);
    server.start();
  }
}
