package dev.signalbox.engine.netty;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with three contexts that do the same: on the event loop, on a thread, and later. */
final class TestServer implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(5);

  /** Nothing is late. */
  static final Limits PATIENT = new Limits(LONG, LONG, LONG, LONG, 100_000);

  final NettyServer server;
  final ExecutorService executor = Executors.newCachedThreadPool();

  TestServer(HttpHandler handler) throws IOException {
    this(PATIENT, handler);
  }

  TestServer(Limits limits, HttpHandler handler) throws IOException {
    server = new NettyServer(limits);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    HttpContext loop = server.createContext("/loop", handler);
    loop.getAttributes().put(NettyEngine.NEVER_BLOCKS, true);
    server.createContext("/thread", handler);
    server.createContext(
        "/later",
        exchange ->
            executor.execute(
                () -> {
                  try {
                    handler.handle(exchange);
                  } catch (IOException e) {
                    exchange.close();
                  }
                }));
    server.start();
  }

  /** Answers with the method, the path and the body. */
  static HttpHandler echo() {
    return exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String text =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + new String(body, StandardCharsets.ISO_8859_1);
      byte[] answer = text.getBytes(StandardCharsets.ISO_8859_1);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    };
  }

  Client connect() throws IOException {
    return new Client(server.getAddress());
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
