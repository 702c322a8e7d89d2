package dev.signalbox.transport.http.internal;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * What the engines behind {@code com.sun.net.httpserver} don't agree on. An engine that is not
 * known gets what works everywhere.
 */
public final class EngineCapabilities {
  /** An attribute that Netty's engine knows; others have no use for it. */
  private static final String NEVER_BLOCKS = "dev.signalbox.neverBlocks";

  private EngineCapabilities() {}

  /**
   * A server of the engine that the JDK finds: its own, unless the program brings another.
   *
   * @param address where to listen
   * @return a server that is not started
   * @throws IOException when the address can't be listened on
   */
  public static HttpServer standard(InetSocketAddress address) throws IOException {
    JdkServerSettings.apply();
    return HttpServer.create(address, 0);
  }

  /**
   * Tells an engine that a context's handler waits for nothing but the body, so that an event loop
   * may call it.
   *
   * @param context a context of the engine's
   */
  public static void promiseNeverToBlock(HttpContext context) {
    context.getAttributes().put(NEVER_BLOCKS, true);
  }

  /**
   * Whether an exchange may be finished after its handler has returned. Jetty's answers with an
   * empty 200 when the handler returns.
   *
   * @param exchange an exchange of the engine's
   * @return true only for engines known to allow it
   */
  public static boolean mayFinishLater(Object exchange) {
    return isOf(exchange, "sun.net.httpserver.")
        || isOf(exchange, "dev.signalbox.engine.netty.")
        || isOf(exchange, "robaho.net.httpserver.");
  }

  /**
   * Whether a server takes its executor only once it runs: Jetty's never listens otherwise, and the
   * others refuse it then.
   *
   * @param server a server of the engine's
   * @return true only for Jetty
   */
  public static boolean takesExecutorWhenRunning(Object server) {
    return isOf(server, "org.eclipse.jetty.");
  }

  private static boolean isOf(Object part, String packagePrefix) {
    return part.getClass().getName().startsWith(packagePrefix);
  }
}
