package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.console.Console;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.console.ConsoleHandler;
import dev.signalbox.standalone.control.Lab;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.identity.WatchedCallCenters;
import dev.signalbox.standalone.landing.BrowserPages;
import dev.signalbox.standalone.log.CompositeEndpointListener;
import dev.signalbox.standalone.log.ServerLog;
import dev.signalbox.standalone.natives.NativeProvider;
import dev.signalbox.standalone.tls.DevelopmentCertificate;
import dev.signalbox.standalone.tls.ServerTls;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
  private final Optional<PrintedBatches> printed;
  private final Duration drain;
  private final Optional<ServedRules> rules;
  private final Optional<Console> console;
  private final Optional<Lab> lab;
  private final Optional<DevelopmentMode> development;
  private final ServedManagement management;
  private final ServedMemory memory;
  private final Set<CallCenterId> callCenters;
  private final Optional<ServerTls> tls;
  private Optional<EndpointServer> running = Optional.empty();

  private Server(
      Transport transport,
      EndpointServer.Builder http,
      ServerLog log,
      Optional<PrintedBatches> printed,
      Duration drain,
      Optional<ServedRules> rules,
      Optional<Console> console,
      Optional<Lab> lab,
      Optional<DevelopmentMode> development,
      ServedManagement management,
      ServedMemory memory,
      Set<CallCenterId> callCenters,
      Optional<ServerTls> tls) {
    this.transport = transport;
    this.http = http;
    this.log = log;
    this.printed = printed;
    this.drain = drain;
    this.rules = rules;
    this.console = console;
    this.lab = lab;
    this.development = development;
    this.management = management;
    this.memory = memory;
    this.callCenters = callCenters;
    this.tls = tls;
  }

  /**
   * A server that does not listen yet.
   *
   * @param keys the call centers that may call
   * @param development who may call in development mode
   * @param output gets the delivered batches, unless the operator wants none
   */
  static Server of(
      ServeOptions options,
      Map<CallCenterId, Set<CallCenterKey>> keys,
      Optional<DevelopmentMode> development,
      InetAddress host,
      StdOut output,
      ServerLog log)
      throws CommandFailure {
    Clock clock = Clock.systemUTC();
    ServedTelephony telephony = ServedTelephony.of(options, clock);
    ServedManagement management = ServedManagement.of(options, host, clock);
    ServedMemory memory = ServedMemory.of(options, Math.max(1, keys.size()), clock);
    VoiceCallDirectory calls = memory.calls();
    Transport transport =
        management.metered(
            new Transports(
                    options.transport,
                    options.shared(),
                    options.development.dev.get(),
                    memory,
                    management.counting(log),
                    clock)
                .create(keys.keySet()));
    // What an earlier run has left comes at once, and the address is the first line.
    Optional<PrintedBatches> printed =
        options.quiet.get()
            ? Optional.empty()
            : Optional.of(PrintedBatches.on(output, memory::awaitStart));
    printed.ifPresent(subscriber -> transport.subscribeAsync("stdout", subscriber));
    ConsoleAccess access = ServedLab.access(options, development, clock);
    Optional<Lab> lab = ServedLab.of(options, keys.keySet(), development, log, clock);
    Optional<ServedConsole> console =
        ServedConsole.of(options, development, access, lab.isPresent(), clock);
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
    VoiceCallDirectory known = transport.calls(calls);
    Intake intake =
        Intake.builder(transport, known)
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
    CallCenterDirectory callCenters = callCenters(options, keys, log, clock);
    ReplayGuard replays = transport.replays(memory.replays());
    management.watch(memory, log);
    Endpoint.Builder builder =
        Endpoint.builder(intake, verifier(options, callCenters, replays, clock))
            .contract(contract(options))
            .maxBody(options.maxBody.get())
            .rateLimit(options.limits.rateLimit());
    EndpointListener listener =
        new CompositeEndpointListener(
            telephony.addTo(
                builder,
                known,
                event -> {
                  console.ifPresent(served -> served.console().told(event));
                  rules.ifPresent(served -> served.told(event));
                }),
            log);
    builder.listener(
        console
            .<EndpointListener>map(
                served -> new CompositeEndpointListener(listener, served.console()))
            .orElse(listener));
    management.addTo(builder);
    builder.filter(new BrowserPages(tls.isPresent() ? "https" : "http", console.isPresent()));
    lab.ifPresent(
        served -> {
          builder.filter(
              ServedLab.filter(
                  served,
                  shifted -> verifier(options, callCenters, replays, shifted),
                  known,
                  clock));
          transport.subscribe(served.subscriber());
          served.onReset(memory::clear);
          rules.ifPresent(some -> served.onReset(some::clear));
          console.ifPresent(shown -> ServedConsole.showFaults(shown.console(), served));
        });
    builder.filter(new ApiDescriptions());
    Endpoint endpoint = builder.build();
    lab.ifPresent(served -> served.endpoint(endpoint));
    EndpointServer.Builder http =
        EndpointServer.builder(endpoint)
            .engine(
                options
                    .engine
                    .get()
                    .engine(options.limits, tls.map(ServerTls::context), log::engineRefused))
            .maxRequests(options.limits.maxRequests.get())
            .address(new InetSocketAddress(host, options.port.get()));
    console.ifPresent(served -> http.context(ConsoleHandler.PATH, served.handler()));
    lab.ifPresent(served -> http.context(Lab.PATH, served.handler(access)));
    return new Server(
        transport,
        http,
        log,
        printed,
        options.drain.get(),
        rules,
        console.map(ServedConsole::console),
        lab,
        development,
        management,
        memory,
        keys.keySet(),
        tls);
  }

  /** Development mode, where the server is in it. */
  Optional<DevelopmentMode> development() {
    return development;
  }

  private static CallCenterDirectory callCenters(
      ServeOptions options, Map<CallCenterId, Set<CallCenterKey>> keys, ServerLog log, Clock clock)
      throws CommandFailure {
    InMemoryCallCenterDirectory.Builder directory = InMemoryCallCenterDirectory.builder();
    keys.forEach(
        (id, some) -> {
          some.forEach(key -> log.key(id, key, clock.instant()));
          directory.callCenter(id, some.toArray(CallCenterKey[]::new));
        });
    CallCenterDirectory named = directory.build();
    Optional<Path> folder = options.callCenterFolder.find();
    // Watched as long as the process lives.
    return folder.isPresent()
        ? WatchedCallCenters.open(folder.get(), options.weakKeys.get(), named)
        : named;
  }

  private static TokenVerifier verifier(
      ServeOptions options, CallCenterDirectory callCenters, ReplayGuard replays, Clock clock) {
    return TokenVerifier.builder(callCenters, replays)
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
    memory.started();
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
    printed.ifPresent(PrintedBatches::close);
    rules.ifPresent(r -> r.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    lab.ifPresent(Lab::close);
    console.ifPresent(Console::close);
    synchronized (this) {
      running.ifPresent(EndpointServer::close);
    }
    tls.ifPresent(ServerTls::close);
    management.stop();
    memory.close();
    return complete ? ExitCode.OK : ExitCode.REFUSED;
  }
}
