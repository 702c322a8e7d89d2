package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.HttpTransport;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The modules, put together as the operator wants them. */
final class Server {
  private final Transport transport;
  private final EndpointServer.Builder http;
  private final ServerLog log;
  private final Duration drain;
  private final Optional<ServedRules> rules;
  private final Optional<Console> console;
  private Optional<EndpointServer> running = Optional.empty();

  private Server(
      Transport transport,
      EndpointServer.Builder http,
      ServerLog log,
      Duration drain,
      Optional<ServedRules> rules,
      Optional<Console> console) {
    this.transport = transport;
    this.http = http;
    this.log = log;
    this.drain = drain;
    this.rules = rules;
    this.console = console;
  }

  /**
   * A server that does not listen yet.
   *
   * @param keys the call centers that may call
   * @param development the development call center, in development mode
   * @param output gets the delivered batches, unless the operator wants none
   */
  static Server of(
      Settings settings,
      Map<CallCenterId, Set<CallCenterKey>> keys,
      Optional<DevelopmentCallCenter> development,
      InetAddress host,
      Output output,
      ServerLog log)
      throws CommandFailure {
    Clock clock = Clock.systemUTC();
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder()
            .maxConversations(settings.one(ServeSettings.MAX_CONVERSATIONS))
            .maxCallsPerConversation(settings.one(ServeSettings.MAX_CALLS_PER_CONVERSATION))
            .maxCalls(settings.one(ServeSettings.MAX_CALLS))
            .maxAttributeBytes(settings.one(ServeSettings.MAX_ATTRIBUTE_BYTES))
            .timeToLive(settings.one(ServeSettings.CONVERSATION_TTL))
            .build();
    checkRelay(settings, keys.keySet());
    Transport transport = transport(settings, calls, log, clock);
    if (!settings.one(ServeSettings.QUIET)) {
      transport.subscribe(batch -> output.line(JsonFormat.INSTANCE.toolkitEvent(batch)));
    }
    Optional<ServedConsole> console = ServedConsole.of(settings, development, clock);
    console.ifPresent(
        served -> {
          transport.subscribe(served.console());
          log.alsoWarn(served.console()::warning);
        });
    Optional<ServedRules> rules =
        ServedRules.of(
            settings,
            transport,
            fired -> console.ifPresent(served -> served.console().fired(fired)),
            log);
    VoiceCallDirectory directory =
        transport instanceof HttpTransport relay ? relay.calls(calls) : calls;
    Intake intake =
        Intake.builder(transport, directory)
            .strict(settings.one(ServeSettings.STRICT))
            .requireKnownCalls(settings.one(ServeSettings.REQUIRE_KNOWN_CALLS))
            .clock(clock)
            .build();
    Endpoint endpoint =
        Endpoint.builder(intake, verifier(settings, keys, log, clock))
            .contract(contract(settings))
            .maxBody(settings.one(ServeSettings.MAX_BODY))
            .listener(
                console
                    .<EndpointListener>map(served -> new BothListeners(log, served.console()))
                    .orElse(log))
            .build();
    EndpointServer.Builder http =
        EndpointServer.builder(endpoint)
            .engine(settings.one(ServeSettings.ENGINE).engine())
            .address(new InetSocketAddress(host, settings.one(ServeSettings.PORT)));
    console.ifPresent(served -> http.context(ConsoleHandler.PATH, served.handler()));
    return new Server(
        transport,
        http,
        log,
        settings.one(ServeSettings.DRAIN),
        rules,
        console.map(ServedConsole::console));
  }

  /** The options of a relay are for a relay, which has one call center on either side. */
  private static void checkRelay(Settings settings, Set<CallCenterId> callCenters)
      throws CommandFailure {
    if (!settings.one(ServeSettings.TRANSPORT).equals(ServeSettings.HTTP)) {
      for (Setting<?> setting : ServeSettings.OF_RELAY) {
        if (settings.optional(setting).isPresent()) {
          throw CommandFailure.usage(
              setting.option()
                  + " is for a relay: it needs "
                  + ServeSettings.TRANSPORT.option()
                  + " "
                  + ServeSettings.HTTP);
        }
      }
    } else if (callCenters.size() > 1) {
      throw CommandFailure.usage(
          ServeSettings.CALL_CENTER.option()
              + ": a relay serves one call center, because two may use the same key for different"
              + " calls, which would be one call on the far side (CALL-4); run one relay for each");
    }
  }

  private static Transport transport(
      Settings settings, InMemoryVoiceCallDirectory calls, ServerLog log, Clock clock)
      throws CommandFailure {
    Map<String, String> options = new LinkedHashMap<>();
    for (Setting<?> setting : ServeSettings.OF_TRANSPORT) {
      settings.optional(setting).ifPresent(value -> options.put(setting.name(), value.toString()));
    }
    for (Map.Entry<String, String> option : settings.all(ServeSettings.TRANSPORT_OPTION)) {
      options.put(option.getKey(), option.getValue());
    }
    TransportProvider provider;
    try {
      provider = TransportProvider.find(Optional.of(settings.one(ServeSettings.TRANSPORT)));
    } catch (IllegalStateException none) {
      throw CommandFailure.usage(ServeSettings.TRANSPORT.option() + ": " + none.getMessage());
    }
    try {
      return provider.create(new TransportConfig(calls, log, clock, options));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage(
          ServeSettings.TRANSPORT.option() + " " + provider.name() + ": " + wrong.getMessage());
    }
  }

  private static TokenVerifier verifier(
      Settings settings, Map<CallCenterId, Set<CallCenterKey>> keys, ServerLog log, Clock clock) {
    InMemoryCallCenterDirectory.Builder directory = InMemoryCallCenterDirectory.builder();
    keys.forEach(
        (id, some) -> {
          some.forEach(key -> log.key(id, key, clock.instant()));
          directory.callCenter(id, some.toArray(CallCenterKey[]::new));
        });
    TokenVerifier verifier =
        TokenVerifier.builder(
                directory.build(),
                new InMemoryReplayGuard(settings.one(ServeSettings.MAX_TOKENS), clock))
            .audience(settings.all(ServeSettings.AUDIENCE).toArray(String[]::new))
            .clock(clock)
            .nativeProvider(NativeProvider::load)
            .build();
    keys.entrySet().stream()
        .findFirst()
        .ifPresent(one -> WarmUp.of(verifier, one.getKey(), one.getValue().iterator().next()));
    return verifier;
  }

  private static ContractOptions contract(Settings settings) throws CommandFailure {
    try {
      return new ContractOptions(
          settings.one(ServeSettings.PROFILE),
          Set.copyOf(settings.all(ServeSettings.SERVICE)),
          settings.one(ServeSettings.ORDERING));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage(ServeSettings.SERVICE.option() + ": " + wrong.getMessage());
    }
  }

  /**
   * Listens.
   *
   * @return the port
   */
  int start() throws IOException {
    EndpointServer started = http.start();
    synchronized (this) {
      running = Optional.of(started);
    }
    return started.address().getPort();
  }

  /**
   * Refuses what is new, delivers what was accepted, and stops (DLV-6).
   *
   * @return the exit code
   */
  int stop() {
    log.info(
        "stopping: new batches are refused, and those accepted have "
            + drain.toSeconds()
            + " s to be delivered");
    long until = System.nanoTime() + drain.toNanos();
    boolean complete = log.ended(transport.shutdown(drain), drain);
    rules.ifPresent(r -> r.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    console.ifPresent(Console::close);
    synchronized (this) {
      running.ifPresent(EndpointServer::close);
    }
    return complete ? ExitCode.OK : ExitCode.REFUSED;
  }
}
