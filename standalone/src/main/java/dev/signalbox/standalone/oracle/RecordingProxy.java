package dev.signalbox.standalone.oracle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.transport.http.HttpEngine;
import dev.signalbox.transport.http.internal.EmptyBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes every request on to an upstream, and its answer back, and records both. Bodies go through
 * as they come, however long they are.
 */
final class RecordingProxy implements AutoCloseable {
  /** Requests beyond these at one time get their turn when a thread is free. */
  private static final int THREADS = 64;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ProxySettings settings;
  private final RecordingFile file;
  private final Recorder recorder;
  private final HttpClient client;
  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final AtomicLong ids = new AtomicLong();

  private RecordingProxy(ProxySettings settings, RecordingFile file) throws IOException {
    this.settings = settings;
    this.file = file;
    recorder = new Recorder(settings);
    threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.allowCoreThreadTimeOut(true);
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .sslContext(settings.tls())
            .build();
    server = HttpEngine.standard().create(settings.address());
    server.createContext("/", EmptyBody.before(this::pass));
  }

  /** Starts a proxy. */
  static RecordingProxy start(ProxySettings settings, RecordingFile file) throws IOException {
    RecordingProxy proxy = new RecordingProxy(settings, file);
    HttpEngine.standard().start(proxy.server, proxy.threads);
    return proxy;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void pass(HttpExchange exchange) {
    ProxiedExchange proxied =
        new ProxiedExchange(
            exchange, ids.incrementAndGet(), target(exchange), settings, recorder, file);
    proxied.pass(client);
  }

  /** Path and query as they came. */
  private static String target(HttpExchange exchange) {
    if (exchange.getAttribute(HttpEngine.TARGET) instanceof String raw) {
      return raw;
    }
    URI uri = exchange.getRequestURI();
    if (uri.isAbsolute()) {
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return uri.getRawPath() + query;
    }
    // Two slashes at the beginning look like a host to the class URI.
    return uri.toString();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
