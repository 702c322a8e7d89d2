package dev.signalbox.transport.http.internal;

/**
 * What the engines behind {@code com.sun.net.httpserver} don't agree on. An engine that is not
 * known gets what works everywhere.
 */
public final class Engines {
  private Engines() {}

  /**
   * Whether an exchange may be finished after its handler has returned. Jetty's answers with an
   * empty 200 when the handler returns.
   *
   * @param exchange an exchange of the engine's
   * @return true only for engines known to allow it
   */
  public static boolean mayFinishLater(Object exchange) {
    return isOf(exchange, "sun.net.httpserver.") || isOf(exchange, "robaho.net.httpserver.");
  }

  /**
   * Whether a server takes its executor only once it runs: Jetty's never listens otherwise, and the
   * others refuse it then.
   *
   * @param server a server of the engine's
   * @return true only for Jetty
   */
  public static boolean takesExecutorWhenRunning(Object server) {
    return isOf(server, "org.eclipse.jetty.");
  }

  private static boolean isOf(Object part, String packagePrefix) {
    return part.getClass().getName().startsWith(packagePrefix);
  }
}
