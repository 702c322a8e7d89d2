package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.transport.http.internal.EngineCapabilities;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Makes the HTTP server under an {@link EndpointServer}. Implementations are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: a server that changes the raw path of a request,
 * or joins header lines of one name, makes the endpoint judge another request than the one that was
 * sent (KEY-1, AUTH-1).
 */
@FunctionalInterface
public interface HttpEngine {
  /**
   * The engine that the JDK finds: that of the {@code HttpServerProvider} which the program brings,
   * or the JDK's own.
   */
  HttpEngine STANDARD = EngineCapabilities::standard;

  /**
   * Makes a server that is bound and not started.
   *
   * @param address where to listen; port 0 takes any that is free
   * @return a server without contexts
   * @throws IOException when the address can't be listened on
   */
  HttpServer create(InetSocketAddress address) throws IOException;
}
