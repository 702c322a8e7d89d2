package dev.signalbox.standalone.serve;

import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.transport.http.HttpEngine;

/** The HTTP servers that the program has. */
public enum Engine {
  /** The JDK's. */
  JDK,
  /** The one on Netty. */
  NETTY;

  private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

  HttpEngine engine() {
    return switch (this) {
      case JDK -> HttpEngine.standard();
      case NETTY -> netty();
    };
  }

  /** To have its buffers in the flight recorder, Netty loads that, for a tenth of a second. */
  private static HttpEngine netty() {
    System.getProperties().putIfAbsent(FLIGHT_RECORDER, "false");
    return NettyEngine::create;
  }
}
