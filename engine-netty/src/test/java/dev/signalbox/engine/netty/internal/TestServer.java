package dev.signalbox.engine.netty.internal;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.engine.netty.internal.http.RequestLimits;
import dev.signalbox.engine.netty.internal.loop.EngineLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with three contexts that do the same: on the event loop, on a thread, and later. */
final class TestServer implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(5);

  /** Nothing is late. */
  static final ServerConfig PATIENT = config(LONG, LONG, LONG, LONG, 100_000);

  final NettyServer server;
  final ExecutorService executor = Executors.newCachedThreadPool();

  /** As large as any, and nothing of a body is discarded. */
  static ServerConfig config(
      Duration request, Duration idle, Duration answer, Duration linger, int maxIdle) {
    return new ServerConfig(
        new ConnectionTimeouts(request, request, idle, answer, linger),
        new RequestLimits(64 * 1024, 384 * 1024, 200, 0),
        maxIdle,
        ServerConfig.STANDARD_MAX_CONNECTIONS,
        Integer.MAX_VALUE,
        Optional.empty(),
        (remote, requestLine, status, reason) -> {},
        System.getLogger(EngineLog.NAME));
  }

  /** Nothing is late, and requests are bounded as they are by default. */
  static ServerConfig standard() {
    return new ServerConfig(
        PATIENT.timeouts(),
        RequestLimits.STANDARD,
        PATIENT.maxIdle(),
        PATIENT.maxConnections(),
        PATIENT.maxPerAddress(),
        PATIENT.tls(),
        PATIENT.refusals(),
        PATIENT.logger());
  }

  /** The same, with another logger. */
  static ServerConfig withLogger(System.Logger logger) {
    return new ServerConfig(
        PATIENT.timeouts(),
        RequestLimits.STANDARD,
        PATIENT.maxIdle(),
        PATIENT.maxConnections(),
        PATIENT.maxPerAddress(),
        PATIENT.tls(),
        new RefusalLog(logger),
        logger);
  }

  TestServer(HttpHandler handler) throws IOException {
    this(PATIENT, handler);
  }

  TestServer(ServerConfig config, HttpHandler handler) throws IOException {
    server = new NettyServer(config);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    HttpContext loop = server.createContext("/loop", handler);
    loop.getAttributes().put(NettyContext.NEVER_BLOCKS, true);
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
