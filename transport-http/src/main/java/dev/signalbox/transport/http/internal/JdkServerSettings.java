package dev.signalbox.transport.http.internal;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The system properties that the JDK's server reads once, when its classes are initialised, and
 * whose defaults hurt this endpoint. Other engines ignore them.
 */
public final class JdkServerSettings {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  /** What is needed: a name, its value, and what happens without it. */
  private static final Map<String, Setting> NEEDED = new LinkedHashMap<>();

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private record Setting(String value, String otherwise) {}

  static {
    NEEDED.put(
        "sun.net.httpserver.nodelay",
        new Setting("true", "on Java 17 an answer waits 40 ms for a delayed acknowledgement"));
    NEEDED.put(
        "sun.net.httpserver.maxIdleConnections",
        new Setting("16384", "idle connections beyond 200 are closed under their clients"));
    NEEDED.put(
        "sun.net.httpserver.maxReqTime",
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
