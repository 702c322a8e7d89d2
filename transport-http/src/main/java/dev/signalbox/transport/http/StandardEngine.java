package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.transport.http.internal.JdkServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** See {@link HttpEngine#standard}. */
final class StandardEngine implements HttpEngine {
  static final HttpEngine INSTANCE = new StandardEngine();

  /** How many connections may wait to be accepted. The JDK's own default, 50, is soon reached. */
  private static final int BACKLOG = 1024;

  private StandardEngine() {}

  @Override
  public HttpServer create(InetSocketAddress address) throws IOException {
    JdkServerSettings.apply();
    return HttpServer.create(address, BACKLOG);
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
