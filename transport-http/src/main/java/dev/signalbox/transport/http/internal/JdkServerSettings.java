package dev.signalbox.transport.http.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The system properties that the JDK's server reads once, when its classes are initialised, and
 * whose defaults hurt this endpoint. Other engines ignore them.
 */
public final class JdkServerSettings {
  /** How many connections there are at once. */
  public static final String MAX_CONNECTIONS = "jdk.httpserver.maxConnections";

  /** How many of them wait for a request. */
  public static final String MAX_IDLE_CONNECTIONS = "sun.net.httpserver.maxIdleConnections";

  /** How many header fields a request has. */
  public static final String MAX_HEADERS = "sun.net.httpserver.maxReqHeaders";

  /** How long a request's head is. */
  public static final String MAX_HEADER_BYTES = "sun.net.httpserver.maxReqHeaderSize";

  /** How long a request takes to arrive. */
  public static final String REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  /** How long a connection waits for a request. */
  public static final String IDLE_SECONDS = "sun.net.httpserver.idleInterval";

  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  /** What is needed: a name, its value, and what happens without it. */
  private static final Map<String, Setting> NEEDED = new LinkedHashMap<>();

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** The limits that the JDK's server is known to have. */
  private static Map<String, Long> taken = Map.of();

  private record Setting(String value, String otherwise) {}

  static {
    NEEDED.put(
        "sun.net.httpserver.nodelay",
        new Setting("true", "on Java 17 an answer waits 40 ms for a delayed acknowledgement"));
    NEEDED.put(
        MAX_IDLE_CONNECTIONS,
        new Setting("16384", "idle connections beyond 200 are closed under their clients"));
    NEEDED.put(
        REQUEST_SECONDS,
        new Setting(
            "15", "a client that sends a request and never ends it holds a thread for ever"));
    NEEDED.put(
        "sun.net.httpserver.maxRspTime",
        new Setting("75", "a client that never reads its answers holds a thread for ever"));
    NEEDED.put(
        "sun.net.httpserver.drainAmount",
        new Setting(
            "0", "a client that never ends the body of a refused request holds a thread as well"));
  }

  private JdkServerSettings() {}

  /**
   * Sets limits, and checks that the JDK's server has them.
   *
   * @throws IllegalStateException when a property is set to something else, when an earlier server
   *     of the process has read others, or when this JDK does not know one
   */
  public static synchronized void require(Map<String, Long> limits) throws IOException {
    limits.forEach(
        (name, value) -> {
          String set = System.getProperty(name);
          if (set != null && !set.equals(value.toString())) {
            throw new IllegalStateException(
                "the system property " + name + " is " + set + ", and the limit is to be " + value);
          }
          System.setProperty(name, value.toString());
        });
    apply();
    if (!limits.equals(taken)) {
      JdkServerProbe.check(limits);
      taken = Map.copyOf(limits);
    }
  }

  /** Sets limits that are not set. Must come before the first server of the JVM. */
  public static void prepare(Map<String, Long> limits) {
    limits.forEach((name, value) -> System.getProperties().putIfAbsent(name, Long.toString(value)));
    apply();
  }

  /** Sets what is not set. Must come before the first server of the JVM. */
  public static void apply() {
    NEEDED.forEach(
        (name, setting) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, setting.value);
          }
        });
  }

  /** Warns, once, of what is not set on a server that the program made itself. */
  public static void warnOnce() {
    NEEDED.forEach(
        (name, setting) -> {
          if (System.getProperty(name) == null && WARNED.compareAndSet(false, true)) {
            LOG.log(
                Level.WARNING,
                "Set -D{0}={1} if the endpoint runs on the JDK''s HTTP server: without it, {2}. See"
                    + " also its other settings in the documentation on embedding.",
                name,
                setting.value,
                setting.otherwise);
          }
        });
  }
}
