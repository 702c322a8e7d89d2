package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Profile;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.console.Console;
import dev.signalbox.standalone.console.ConsoleHandler;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.tls.DevelopmentCertificate;
import dev.signalbox.standalone.tls.ServerTls;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The modules, put together as the operator wants them. */
public final class Server {
  private final Transport transport;
  private final EndpointServer.Builder http;
  private final ServerLog log;
  private final Duration drain;
  private final Optional<ServedRules> rules;
  private final Optional<Console> console;
  private final ServedManagement management;
  private final Set<CallCenterId> callCenters;
  private final Optional<ServerTls> tls;
  private Optional<EndpointServer> running = Optional.empty();

  private Server(
      Transport transport,
      EndpointServer.Builder http,
      ServerLog log,
      Duration drain,
      Optional<ServedRules> rules,
      Optional<Console> console,
      ServedManagement management,
      Set<CallCenterId> callCenters,
      Optional<ServerTls> tls) {
    this.transport = transport;
    this.http = http;
    this.log = log;
    this.drain = drain;
    this.rules = rules;
    this.console = console;
    this.management = management;
    this.callCenters = callCenters;
    this.tls = tls;
  }

  /**
   * A server that does not listen yet.
   *
   * @param keys the call centers that may call
   * @param development the development call center, in development mode
   * @param output gets the delivered batches, unless the operator wants none
   */
  static Server of(
      ServeOptions options,
      Map<CallCenterId, Set<CallCenterKey>> keys,
      Optional<DevelopmentCallCenter> development,
      InetAddress host,
      StdOut output,
      ServerLog log)
      throws CommandFailure {
    Clock clock = Clock.systemUTC();
    ServedManagement management = ServedManagement.of(options, host, clock);
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder()
            .maxConversations(options.maxConversations.get())
            .maxCallsPerConversation(options.maxCallsPerConversation.get())
            .maxCalls(options.maxCalls.get())
            .maxAttributeBytes(options.maxAttributeBytes.get())
            .timeToLive(options.conversationTtl.get())
            .callCenters(Math.max(1, keys.size()))
            .reuseVoiceCallIds(options.profile.get() == Profile.V58)
            .build();
    Transport transport =
        management.metered(
            new Transports(options.transport, calls, management.counting(log), clock)
                .create(keys.keySet()));
    if (!options.quiet.get()) {
      transport.subscribe(batch -> output.line(JsonFormat.INSTANCE.toolkitEvent(batch)));
    }
    Optional<ServedConsole> console = ServedConsole.of(options, development, clock);
    console.ifPresent(
        served -> {
          transport.subscribe(served.console());
          log.alsoWarn(served.console()::warning);
        });
    Optional<ServedRules> rules =
        ServedRules.of(
            options,
            transport,
            fired -> console.ifPresent(served -> served.console().fired(fired)),
            log);
    Intake intake =
        Intake.builder(transport, transport.calls(calls))
            .strict(options.strict.get())
            .requireKnownCalls(options.requireKnownCalls.get())
            .clock(clock)
            .build();
    Optional<ServerTls> tls =
        ServerTls.open(
            options.tls,
            DevelopmentCallCenter.folder(options.dir.get()),
            options.host.get(),
            clock);
    if (tls.isEmpty() && !host.isLoopbackAddress()) {
      log.plainHttp(options.host.get());
    }
    InMemoryReplayGuard replays = new InMemoryReplayGuard(options.maxTokens.get(), clock);
    management.watch(calls, replays, log);
    Endpoint.Builder endpoint =
        Endpoint.builder(intake, verifier(options, keys, replays, log, clock))
            .contract(contract(options))
            .maxBody(options.maxBody.get())
            .rateLimit(options.limits.rateLimit())
            .listener(
                console
                    .<EndpointListener>map(
                        served -> new CompositeEndpointListener(log, served.console()))
                    .orElse(log));
    management.addTo(endpoint);
    EndpointServer.Builder http =
        EndpointServer.builder(endpoint.build())
            .engine(
                options
                    .engine
                    .get()
                    .engine(options.limits, tls.map(ServerTls::context), log::engineRefused))
            .maxRequests(options.limits.maxRequests.get())
            .address(new InetSocketAddress(host, options.port.get()));
    console.ifPresent(served -> http.context(ConsoleHandler.PATH, served.handler()));
    return new Server(
        transport,
        http,
        log,
        options.drain.get(),
        rules,
        console.map(ServedConsole::console),
        management,
        keys.keySet(),
        tls);
  }

  private static TokenVerifier verifier(
      ServeOptions options,
      Map<CallCenterId, Set<CallCenterKey>> keys,
      ReplayGuard replays,
      ServerLog log,
      Clock clock) {
    InMemoryCallCenterDirectory.Builder directory = InMemoryCallCenterDirectory.builder();
    keys.forEach(
        (id, some) -> {
          some.forEach(key -> log.key(id, key, clock.instant()));
          directory.callCenter(id, some.toArray(CallCenterKey[]::new));
        });
    return TokenVerifier.builder(directory.build(), replays)
        .audience(options.audience.find().orElse(List.of()).toArray(String[]::new))
        .clock(clock)
        .nativeProvider(NativeProvider::load)
        .build();
  }

  private static ContractOptions contract(ServeOptions options) throws CommandFailure {
    try {
      return new ContractOptions(
          options.profile.get(),
          Set.copyOf(options.service.find().orElse(List.of())),
          options.ordering.get(),
          options.strict.get());
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("--service: " + wrong.getMessage());
    }
  }

  /**
   * Listens.
   *
   * @return the port
   */
  public int start() throws IOException {
    management.start();
    EndpointServer started = http.start();
    synchronized (this) {
      running = Optional.of(started);
    }
    return started.address().getPort();
  }

  /** What begins the server's address. */
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  /** The server's self-made certificate, where it has one. */
  Optional<DevelopmentCertificate> developmentCertificate() {
    return tls.flatMap(ServerTls::development);
  }

  /**
   * Logs what was started.
   *
   * @param url where it listens
   */
  public void record(String url) {
    management.record(url, callCenters);
  }

  /**
   * Refuses what is new, delivers what was accepted, and stops (DLV-6).
   *
   * @return the exit code
   */
  public int stop() {
    log.info(
        "stopping: new batches are refused, and those accepted have "
            + drain.toSeconds()
            + " s to be delivered");
    management.drain();
    long until = System.nanoTime() + drain.toNanos();
    boolean complete = log.ended(transport.shutdown(drain), drain);
    rules.ifPresent(r -> r.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    console.ifPresent(Console::close);
    synchronized (this) {
      running.ifPresent(EndpointServer::close);
    }
    tls.ifPresent(ServerTls::close);
    management.stop();
    return complete ? ExitCode.OK : ExitCode.REFUSED;
  }
}
