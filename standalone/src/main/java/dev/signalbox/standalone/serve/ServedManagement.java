package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.log.ServerLog;
import dev.signalbox.standalone.manage.AccessLog;
import dev.signalbox.standalone.manage.Management;
import dev.signalbox.standalone.manage.ManagementFilter;
import dev.signalbox.standalone.manage.ManagementServer;
import dev.signalbox.standalone.manage.MeteredTransport;
import dev.signalbox.standalone.manage.Metrics;
import dev.signalbox.standalone.manage.MetricsFilter;
import dev.signalbox.standalone.manage.OperatorToken;
import dev.signalbox.standalone.manage.Readiness;
import dev.signalbox.standalone.manage.StartRecord;
import dev.signalbox.transport.http.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Probes, metrics and the access log at work in the server. */
final class ServedManagement {
  private final ServeOptions options;
  private final Clock clock;

  /** Made beside the rest of the start, which it would delay. */
  private final CompletableFuture<Metrics> metrics = CompletableFuture.supplyAsync(Metrics::new);

  private final Readiness readiness = new Readiness();
  private final Optional<AccessLog> accessLog;
  private final Management management;

  /** Where the probes have a port of their own. */
  private final Optional<InetSocketAddress> own;

  private Optional<ManagementServer> running = Optional.empty();

  private ServedManagement(
      ServeOptions options,
      Clock clock,
      Optional<AccessLog> accessLog,
      Optional<InetSocketAddress> own,
      Management.Access access,
      Optional<OperatorToken> token) {
    this.options = options;
    this.clock = clock;
    this.accessLog = accessLog;
    this.own = own;
    management = new Management(readiness, accept -> metrics.join().page(accept), access, token);
  }

  /**
   * As the operator wants them.
   *
   * @param host where the endpoint listens
   */
  static ServedManagement of(ServeOptions options, InetAddress host, Clock clock)
      throws CommandFailure {
    Optional<InetSocketAddress> own = own(options, host);
    Management.Access access =
        own.isPresent() || host.isLoopbackAddress()
            ? Management.Access.ALL
            : Management.Access.OPERATOR;
    Optional<AccessLog> accessLog =
        options.manage.accessLog.find().isPresent()
            ? Optional.of(AccessLog.open(options.manage.accessLog.find().get(), clock))
            : Optional.empty();
    ServedManagement served =
        new ServedManagement(
            options,
            clock,
            accessLog,
            own,
            access,
            options.operatorToken().map(OperatorToken::new));
    served.whenThere(
        metrics ->
            metrics.info(
                "signalbox.info",
                "Always 1; the labels say which server this is",
                "version",
                StartRecord.version(),
                "java",
                Runtime.version().toString(),
                "engine",
                options.engine.get().name().toLowerCase(Locale.ROOT)));
    return served;
  }

  private static Optional<InetSocketAddress> own(ServeOptions options, InetAddress host)
      throws CommandFailure {
    Optional<String> named = options.manage.managementHost.find();
    if (options.manage.managementPort.find().isEmpty()) {
      if (named.isPresent()) {
        throw CommandFailure.usage("--management-host goes with --management-port");
      }
      return Optional.empty();
    }
    InetAddress address = host;
    if (named.isPresent()) {
      try {
        address = InetAddress.getByName(named.get());
      } catch (UnknownHostException unknown) {
        throw CommandFailure.usage(
            "--management-host: there is no address for \"" + named.get() + "\"");
      }
    }
    return Optional.of(new InetSocketAddress(address, options.manage.managementPort.find().get()));
  }

  /** Adds to the metrics, once they are there. */
  @SuppressWarnings("FutureReturnValueIgnored") // whatever fails shows in each request as well
  void whenThere(Consumer<Metrics> what) {
    metrics.thenAccept(what);
  }

  Readiness readiness() {
    return readiness;
  }

  /** A listener that also counts. */
  DeliveryListener counting(DeliveryListener log) {
    return Metrics.counting(metrics::join, log);
  }

  /** A transport that also counts, and says whether traffic may come. */
  Transport metered(Transport transport) {
    readiness.check("transport", transport::unavailable);
    whenThere(
        there -> {
          if (transport.waiting().isPresent()) {
            there.gauge(
                "signalbox.queue.batches",
                "Accepted batches that wait for their delivery (DLV-5)",
                () -> transport.waiting().orElse(0));
          }
        });
    return new MeteredTransport(transport, metrics::join, clock);
  }

  /** Shows how full the server's memories are, and what its HTTP server refuses. */
  void watch(ServedMemory memory, ServerLog log) {
    whenThere(
        there -> {
          there.gauge(
              "signalbox.conversations",
              "Conversations that are remembered (CALL-5)",
              memory::conversations);
          there.gauge(
              "signalbox.replay.tokens", "Used jti that are remembered (AUTH-5)", memory::tokens);
          there.count(
              "signalbox.engine.refusals",
              "Requests that the HTTP server refused before the endpoint saw them",
              log::engineRefusals);
        });
  }

  /** Puts probes, the access log and the counting of requests before an endpoint. */
  void addTo(Endpoint.Builder endpoint) {
    if (own.isEmpty()) {
      endpoint.filter(new ManagementFilter(management));
    }
    accessLog.ifPresent(endpoint::filter);
    endpoint.filter(new MetricsFilter(metrics::join));
  }

  /** Listens on the port of the probes, where they have one of their own. */
  void start() throws IOException {
    if (own.isPresent()) {
      running = Optional.of(ManagementServer.start(management, own.get()));
    }
  }

  /**
   * Logs what was started.
   *
   * @param url of the endpoint
   */
  void record(String url, Set<CallCenterId> callCenters) {
    List<String> listeners = new ArrayList<>(List.of(url));
    running.ifPresent(
        server ->
            listeners.add(
                ServeCommand.url(
                        "http",
                        server.address().getAddress().getHostAddress(),
                        server.address().getPort())
                    + " (management)"));
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("maxBody", options.maxBody.get());
    limits.put("maxTokens", options.maxTokens.get());
    limits.put("maxConversations", options.maxConversations.get());
    limits.putAll(options.limits.asMap());
    StartRecord record =
        new StartRecord()
            .with("engine", options.engine.get().name().toLowerCase(Locale.ROOT))
            .with("listeners", listeners)
            .with("callCenters", callCenters.stream().map(CallCenterId::toString).toList())
            .with("transport", options.transport.transport.get());
    options.data.data.find().ifPresent(folder -> record.with("data", folder));
    options.config.find().ifPresent(file -> record.with("config", file));
    record.with("limits", limits).write();
  }

  /** From now on the server is not ready. */
  void drain() {
    readiness.drain();
  }

  void stop() {
    running.ifPresent(ManagementServer::close);
    accessLog.ifPresent(AccessLog::close);
  }
}
