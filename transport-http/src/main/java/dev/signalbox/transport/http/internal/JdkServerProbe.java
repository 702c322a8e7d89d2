package dev.signalbox.transport.http.internal;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Asks the JDK's HTTP server which limits it has. It reads them all in one step, when its classes
 * are initialised, so that those which can be seen from outside speak for the others.
 */
final class JdkServerProbe {
  /** As the JDK counts them. */
  private static final int BYTES_PER_FIELD = 32 + 16;

  private static final int PATIENCE_MILLIS = 10_000;

  private JdkServerProbe() {}

  /**
   * Checks the limits with a server of its own on the loopback address.
   *
   * @throws IllegalStateException when the JDK's server has others
   */
  static void check(Map<String, Long> limits) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    if (!server.getClass().getModule().equals(HttpServer.class.getModule())) {
      // Another engine, which has limits of its own.
      server.stop(0);
      return;
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      long fields = limits.getOrDefault(JdkServerSettings.MAX_HEADERS, 0L);
      long bytes = limits.getOrDefault(JdkServerSettings.MAX_HEADER_BYTES, 0L);
      // Short fields, so that their number counts, where the size leaves room for them.
      if (fields * BYTES_PER_FIELD < bytes && isAnswered(server, fields(fields + 1))) {
        throw notTaken(JdkServerSettings.MAX_HEADERS, fields);
      }
      if (isAnswered(server, "a: " + "b".repeat((int) bytes + 1) + "\r\n")) {
        throw notTaken(JdkServerSettings.MAX_HEADER_BYTES, bytes);
      }
    } finally {
      server.stop(0);
    }
  }

  /** Fields of different names: those of one name count as one. */
  private static String fields(long count) {
    StringBuilder fields = new StringBuilder();
    for (long i = 0; i < count; i++) {
      fields.append('x').append(i).append(": y\r\n");
    }
    return fields.toString();
  }

  private static IllegalStateException notTaken(String name, long value) {
    return new IllegalStateException(
        "the JDK's HTTP server does not keep to "
            + name
            + "="
            + value
            + ": an earlier server of this process has read other limits, or this JDK, "
            + Runtime.version()
            + ", is too old to know it");
  }

  private static boolean isAnswered(HttpServer server, String fields) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server.getAddress(), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return answer.equals("HTTP/1.1 204");
    } catch (SocketException closed) {
      return false;
    }
  }
}
