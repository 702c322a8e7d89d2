package dev.signalbox.engine.netty.internal;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.NettyEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A process of its own for {@link OutOfHandlesTest}, which says on which port it listens. */
final class OutOfHandlesServer {
  private OutOfHandlesServer() {}

  /** Serves until it is ended. */
  public static void main(String[] args) throws Exception {
    HttpServer server =
        NettyEngine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server
        .createContext("/", TestServer.echo())
        .getAttributes()
        .put(NettyEngine.NEVER_BLOCKS, true);
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
    System.out.println(server.getAddress().getPort());
  }
}
