package dev.signalbox.standalone.manage;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.transport.http.internal.EmptyBody;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers probes on a port of their own. Thread-safe. */
public final class ManagementServer implements AutoCloseable {
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;

  private ManagementServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @throws IOException when the address can't be listened on
   */
  public static ManagementServer start(Management management, InetSocketAddress address)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "signalbox-management");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", EmptyBody.before(exchange -> answer(management, exchange)));
    server.start();
    return new ManagementServer(server, threads);
  }

  private static void answer(Management management, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Headers asked = exchange.getRequestHeaders();
    Management.Page page =
        path != null && Management.has(path)
            ? management.page(
                exchange.getRequestMethod(), path, name -> asked.getOrDefault(name, List.of()))
            : Management.Page.text(
                404,
                "There are "
                    + String.join(", ", Management.HEALTH, Management.READINESS, Management.METRICS)
                    + ".\n");
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.type());
    headers.set("Cache-Control", "no-store");
    page.header().ifPresent(one -> headers.set(one.getKey(), one.getValue()));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(page.status(), head ? -1 : page.body().length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      if (!head) {
        out.write(page.body());
      }
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
