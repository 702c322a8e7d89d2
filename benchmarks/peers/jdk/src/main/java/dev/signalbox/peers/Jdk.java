package dev.signalbox.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The JDK's server with a fixed pool, its settings set as its users set them. */
public final class Jdk {
  private static final int THREADS = 16;
  private static final byte[] ACCEPTED = Arguments.ACCEPTED.getBytes(StandardCharsets.US_ASCII);

  private Jdk() {}

  /**
   * Serves until it is killed.
   *
   * @param args mode and key file
   */
  public static void main(String... args) throws Exception {
    serve(Arguments.of(args), Executors.newFixedThreadPool(THREADS));
  }

  static void serve(Arguments arguments, Executor executor) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "16384");
    Job job = arguments.job();
    boolean httpAlone = arguments.mode() == Arguments.Mode.HTTP;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(executor);
    server.createContext("/", exchange -> handle(exchange, job, httpAlone));
    server.start();
    Arguments.ready(server.getAddress().getPort());
  }

  private static void handle(HttpExchange exchange, Job job, boolean httpAlone) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status =
        httpAlone
            ? 202
            : job.answer(
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body);
    if (status == 202) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, ACCEPTED.length);
      exchange.getResponseBody().write(ACCEPTED);
    } else {
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }
}
