package dev.signalbox.standalone.serve;

import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.engine.netty.NettyOptions;
import dev.signalbox.engine.netty.RefusedRequest;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.EngineRefusals;
import dev.signalbox.transport.http.HttpEngine;
import dev.signalbox.transport.http.StandardEngineOptions;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** The HTTP servers that the program has. */
public enum Engine {
  /** The JDK's. */
  JDK,
  /** The one on Netty. */
  NETTY;

  /** What the JDK counts of each header field beside its characters. */
  private static final int JDK_BYTES_PER_FIELD = 32;

  /** So many connections may be idle, whatever there may be in all: each of them counts there. */
  private static final int JDK_IDLE = 16_384;

  private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

  /**
   * Makes servers.
   *
   * @param tls what connections are made with; empty for plain HTTP
   * @param refusals gets a sentence for each request that the engine refuses before the endpoint
   *     sees it
   * @throws CommandFailure when the engine has not one of the limits
   */
  HttpEngine engine(LimitOptions limits, Optional<SSLContext> tls, Consumer<String> refusals)
      throws CommandFailure {
    return switch (this) {
      case JDK -> {
        EngineRefusals.listen(refusals);
        yield jdk(limits, tls);
      }
      case NETTY -> netty(limits, tls, refusals);
    };
  }

  private static HttpEngine jdk(LimitOptions limits, Optional<SSLContext> tls)
      throws CommandFailure {
    if (limits.maxConnectionsPerAddress.find().isPresent()) {
      throw CommandFailure.usage(
          "--max-connections-per-address goes with --engine netty: the JDK's HTTP server does not"
              + " tell when a client connects");
    }
    StandardEngineOptions.Builder options =
        StandardEngineOptions.builder()
            .maxConnections(limits.maxConnections.get())
            .maxIdleConnections(Math.max(JDK_IDLE, limits.maxConnections.get()))
            .maxHeaderFields(limits.maxHeaders.get())
            .maxHeaderBytes(
                limits.maxRequestLine.get()
                    + limits.maxHeaderBytes.get()
                    + JDK_BYTES_PER_FIELD * limits.maxHeaders.get())
            .requestTimeout(limits.requestTimeout())
            .idleTimeout(limits.idleTimeout.get());
    tls.ifPresent(options::tls);
    return HttpEngine.standard(options.build());
  }

  /** To have its buffers in the flight recorder, Netty loads that, for a tenth of a second. */
  private static HttpEngine netty(
      LimitOptions limits, Optional<SSLContext> tls, Consumer<String> refusals) {
    System.getProperties().putIfAbsent(FLIGHT_RECORDER, "false");
    NettyOptions.Builder options =
        NettyOptions.builder()
            .maxConnections(limits.maxConnections.get())
            .maxIdleConnections(limits.maxConnections.get())
            .maxHeaderFields(limits.maxHeaders.get())
            .maxHeaderBytes(limits.maxHeaderBytes.get())
            .maxRequestLineBytes(limits.maxRequestLine.get())
            .headTimeout(limits.headTimeout.get())
            .requestTimeout(limits.requestTimeout())
            .idleTimeout(limits.idleTimeout.get())
            .onRefusal(refused -> refusals.accept(sentence(refused)));
    limits.maxConnectionsPerAddress.find().ifPresent(options::maxConnectionsPerAddress);
    tls.ifPresent(options::tls);
    NettyOptions built = options.build();
    return address -> NettyEngine.create(address, built);
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
