package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.signalbox.transport.http.internal.JdkServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** See {@link HttpEngine#standard}. */
final class StandardEngine implements HttpEngine {
  static final HttpEngine INSTANCE = new StandardEngine(Optional.empty());

  /** How many connections may wait to be accepted. The JDK's own default, 50, is soon reached. */
  private static final int BACKLOG = 1024;

  /** Empty where the server is made with the settings that there are. */
  private final Optional<StandardEngineOptions> options;

  private StandardEngine(Optional<StandardEngineOptions> options) {
    this.options = options;
  }

  static HttpEngine of(StandardEngineOptions options) {
    // Another server of the process, such as one for probes, may be made before this engine's.
    JdkServerSettings.prepare(limits(options));
    return new StandardEngine(Optional.of(options));
  }

  @Override
  public HttpServer create(InetSocketAddress address) throws IOException {
    if (options.isPresent()) {
      JdkServerSettings.require(limits(options.get()));
    }
    JdkServerSettings.apply();
    Optional<SSLContext> tls = options.flatMap(StandardEngineOptions::tls);
    if (tls.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new Versions(tls.get()));
    return server;
  }

  private static Map<String, Long> limits(StandardEngineOptions options) {
    return Map.of(
        JdkServerSettings.MAX_CONNECTIONS,
        (long) options.maxConnections(),
        JdkServerSettings.MAX_IDLE_CONNECTIONS,
        (long) options.maxIdleConnections(),
        JdkServerSettings.MAX_HEADERS,
        (long) options.maxHeaderFields(),
        JdkServerSettings.MAX_HEADER_BYTES,
        (long) options.maxHeaderBytes(),
        JdkServerSettings.REQUEST_SECONDS,
        options.requestTimeout().toSeconds(),
        JdkServerSettings.IDLE_SECONDS,
        options.idleTimeout().toSeconds());
  }

  /** Offers HTTP/1.1 over TLS 1.2 and 1.3, and nothing else. */
  private static final class Versions extends HttpsConfigurator {
    Versions(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      tls.setApplicationProtocols(new String[] {"http/1.1"});
      tls.setUseCipherSuitesOrder(true);
      parameters.setSSLParameters(tls);
    }
  }

  @Override
  public void start(HttpServer server, Executor executor) {
    // Jetty's takes its executor only once it runs, and never listens otherwise.
    if (server.getClass().getName().startsWith("org.eclipse.jetty.")) {
      server.start();
      server.setExecutor(executor);
    } else {
      HttpEngine.super.start(server, executor);
    }
  }
}
