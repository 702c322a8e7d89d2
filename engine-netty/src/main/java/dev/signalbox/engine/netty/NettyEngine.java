package dev.signalbox.engine.netty;

import com.sun.net.httpserver.HttpServer;
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
 * arrived at the same time, at most sixteen of them.
 *
 * <p>An exchange may be finished after its handler has returned, by any thread. A write waits while
 * the client does not read, and fails when the writing thread is interrupted; the event loop's
 * never waits.
 *
 * <p>Requests are refused, and their connections closed, when they are malformed or could be read
 * in two ways (400), when the request line has more than 64 KiB (414), when the header section has
 * more than 384 KiB or 200 fields (431), for codings other than chunked (501) and for versions
 * other than 1.0 and 1.1 (505). A request that has not arrived as a whole within 15 seconds loses
 * its connection, as do a connection that is idle for 30, and a client that reads nothing of its
 * answer for 30.
 */
public final class NettyEngine {
  /** The name of the attribute by which a context says that its handler never blocks. */
  public static final String NEVER_BLOCKS = "dev.signalbox.neverBlocks";

  private NettyEngine() {}

  /**
   * A server that listens once it is started.
   *
   * @param address where to listen; port 0 takes any that is free
   * @return a server without contexts
   * @throws IOException when the address can't be listened on
   */
  public static HttpServer create(InetSocketAddress address) throws IOException {
    HttpServer server = new NettyServer(Limits.STANDARD);
    server.bind(address, 0);
    return server;
  }
}
