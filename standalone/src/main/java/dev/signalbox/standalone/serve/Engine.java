package dev.signalbox.standalone.serve;

import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.engine.netty.NettyOptions;
import dev.signalbox.engine.netty.RefusedRequest;
import dev.signalbox.standalone.cli.EngineRefusals;
import dev.signalbox.transport.http.HttpEngine;
import java.util.function.Consumer;

/** The HTTP servers that the program has. */
public enum Engine {
  /** The JDK's. */
  JDK,
  /** The one on Netty. */
  NETTY;

  private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

  /**
   * Makes servers.
   *
   * @param refusals gets a sentence for each request that the engine refuses before the endpoint
   *     sees it
   */
  HttpEngine engine(Consumer<String> refusals) {
    return switch (this) {
      case JDK -> {
        EngineRefusals.listen(refusals);
        yield HttpEngine.standard();
      }
      case NETTY -> netty(refusals);
    };
  }

  /** To have its buffers in the flight recorder, Netty loads that, for a tenth of a second. */
  private static HttpEngine netty(Consumer<String> refusals) {
    System.getProperties().putIfAbsent(FLIGHT_RECORDER, "false");
    NettyOptions options =
        NettyOptions.builder().onRefusal(refused -> refusals.accept(sentence(refused))).build();
    return address -> NettyEngine.create(address, options);
  }

  private static String sentence(RefusedRequest refused) {
    return "the HTTP server refused "
        + (refused.requestLine().isEmpty() ? "a request" : refused.requestLine())
        + " of "
        + refused.remoteAddress()
        + (refused.status().isPresent() ? " with " + refused.status().getAsInt() : "")
        + " before the endpoint saw it: "
        + refused.reason();
  }
}
