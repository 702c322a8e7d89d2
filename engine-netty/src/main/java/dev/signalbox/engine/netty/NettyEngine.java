package dev.signalbox.engine.netty;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.internal.NettyContext;
import dev.signalbox.engine.netty.internal.NettyExchange;
import dev.signalbox.engine.netty.internal.NettyServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * An HTTP/1.1 server on Netty that is used like the JDK's, at a fraction of its cost per request.
 * It is never found by itself: a program that wants it makes its servers here.
 *
 * <p>It has as many event loops as there are processors, on Linux over the native transport where
 * that is on the module path or class path. Handlers run on the server's executor, or, without one,
 * one at a time on a thread of the server. A context whose attribute {@value #NEVER_BLOCKS} is
 * {@code true} promises that its handler waits for nothing but the request's body: it is then
 * called by the event loop itself as soon as a small body is there as a whole, and by the executor
 * otherwise.
 *
 * <p>What an event loop answers goes out together with the answers to the requests that have
 * arrived at the same time, at most sixteen of them. After eight requests of one connection the
 * others get their turn.
 *
 * <p>An exchange may be finished after its handler has returned, by any thread. A write waits while
 * the client does not read, and fails when the writing thread is interrupted; the event loop's
 * never waits.
 *
 * <p>A target that is a path stays one: {@code getRequestURI().getRawPath()} of {@code //a/b} is
 * {@code //a/b}. An absolute URI with http or https is taken by its path; any other, and {@code *},
 * goes to the context {@code /} with a path that does not begin with a slash. The target as it came
 * is the exchange's attribute {@value #TARGET}.
 *
 * <p>Where the event loop may call a handler, and the request has come as a whole, it is also best
 * to finish the exchange there: it is the attribute {@value #FINISHER}.
 *
 * <p>Requests are refused, and their connections closed, when they are malformed or could be read
 * in two ways (400), when the request line has more than 8 KiB (414), when the header section has
 * more than 16 KiB or 200 fields (431), for codings other than chunked (501) and for versions other
 * than 1.0 and 1.1 (505). A request that has not arrived as a whole within 15 seconds loses its
 * connection, as do a connection that is idle for 30, and a client that reads nothing of its answer
 * for 30. {@link NettyOptions} has other bounds, and a listener for what is refused.
 *
 * <p>A request may be answered before its body has come. Where at most 1 MiB of it is still to
 * come, that is read and discarded, and the connection stays usable. Otherwise the answer carries
 * {@code Connection: close}, and the server reads on for a while, so that the answer is not lost to
 * a reset.
 */
public final class NettyEngine {
  /** The name of the attribute by which a context says that its handler never blocks. */
  public static final String NEVER_BLOCKS = NettyContext.NEVER_BLOCKS;

  /**
   * The name of an exchange's attribute with the request's target as it came, a {@code String}.
   *
   * @since 0.2.0
   */
  public static final String TARGET = NettyExchange.TARGET;

  /**
   * The name of an exchange's attribute with the {@link java.util.concurrent.Executor} that
   * finishes it best after its handler has returned: its event loop, where that may call the
   * handler and the request has come as a whole, otherwise null.
   *
   * @since 0.2.0
   */
  public static final String FINISHER = NettyExchange.FINISHER;

  private NettyEngine() {}

  /**
   * A server with the defaults, which listens once it is started.
   *
   * @param address where to listen; port 0 takes any that is free
   * @return a server without contexts
   * @throws IOException when the address can't be listened on
   */
  public static HttpServer create(InetSocketAddress address) throws IOException {
    return create(address, NettyOptions.builder().build());
  }

  /**
   * A server, which listens once it is started.
   *
   * @param address where to listen; port 0 takes any that is free
   * @param options its bounds
   * @return a server without contexts
   * @throws IOException when the address can't be listened on
   * @since 0.2.0
   */
  public static HttpServer create(InetSocketAddress address, NettyOptions options)
      throws IOException {
    HttpServer server = new NettyServer(options.config());
    server.bind(address, 0);
    return server;
  }
}
