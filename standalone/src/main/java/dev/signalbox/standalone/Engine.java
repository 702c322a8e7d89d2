package dev.signalbox.standalone;

import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.transport.http.HttpEngine;

/** The HTTP servers that the program has. */
enum Engine {
  /** The JDK's. */
  JDK,
  /** The one on Netty. */
  NETTY;

  HttpEngine engine() {
    return switch (this) {
      case JDK -> HttpEngine.STANDARD;
      case NETTY -> NettyEngine::create;
    };
  }
}
