package dev.signalbox.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.NettyEngine;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Netty's engine without the endpoint: reads the request, and answers 202. */
public final class NettyAlone {
  private static final byte[] ACCEPTED =
      "{\"status\":\"202 Accepted\"}".getBytes(StandardCharsets.US_ASCII);

  private NettyAlone() {}

  /**
   * Serves until it is killed.
   *
   * @param args none
   */
  public static void main(String... args) throws Exception {
    HttpServer server =
        NettyEngine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server
        .createContext(
            "/",
            exchange -> {
              exchange.getRequestBody().readAllBytes();
              exchange.getResponseHeaders().set("Content-Type", "application/json");
              exchange.sendResponseHeaders(202, ACCEPTED.length);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write(ACCEPTED);
              }
            })
        .getAttributes()
        .put(NettyEngine.NEVER_BLOCKS, true);
    server.start();
    System.out.println("ready on " + server.getAddress().getPort());
  }
}
