package dev.signalbox.moduletests;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.transport.http.HttpEngine;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The engines that every test of the endpoint runs on. */
public enum Engine implements HttpEngine {
  JDK,
  NETTY;

  @Override
  public HttpServer create(InetSocketAddress address) throws IOException {
    HttpEngine engine = this == JDK ? HttpEngine.standard() : NettyEngine::create;
    return engine.create(address);
  }
}
