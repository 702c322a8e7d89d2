package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.control.Connection;
import dev.signalbox.standalone.control.Lab;
import dev.signalbox.standalone.faults.Fault;
import dev.signalbox.standalone.faults.FaultList;
import dev.signalbox.standalone.log.ServerLog;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.EndpointFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The control API and faults at work in the server. */
final class ServedLab {
  private ServedLab() {}

  /**
   * Who may use the console and the control API.
   *
   * @throws CommandFailure where the operator's token is missing, or for nothing
   */
  static ConsoleAccess access(
      ServeOptions options, Optional<DevelopmentMode> development, Clock clock)
      throws CommandFailure {
    Optional<String> token = options.operatorToken();
    boolean wanted = options.console.get() || options.control.control.get();
    if (wanted && token.isEmpty() && development.isEmpty()) {
      throw CommandFailure.usage(
          (options.console.get() ? "--console" : "--control")
              + " needs --operator-token or --operator-token-file outside development mode: what it"
              + " shows is not for"
              + " everybody");
    }
    return token
        .or(() -> development.flatMap(DevelopmentMode::consoleToken))
        .map(given -> ConsoleAccess.operator(given, clock))
        .orElseGet(ConsoleAccess::development);
  }

  /**
   * The lab, where there is to be one: always in development mode, otherwise where the operator
   * asks for it.
   */
  static Optional<Lab> of(
      ServeOptions options,
      Set<CallCenterId> callCenters,
      Optional<DevelopmentMode> development,
      ServerLog log,
      Clock clock)
      throws CommandFailure {
    List<Fault> given = options.control.fault.find().orElse(List.of());
    if (development.isEmpty() && !options.control.control.get()) {
      if (!given.isEmpty()) {
        throw CommandFailure.usage("--fault goes with --control outside development mode");
      }
      return Optional.empty();
    }
    FaultList faults = new FaultList(clock);
    for (Fault fault : given) {
      if (faults.add(fault).isEmpty()) {
        throw CommandFailure.usage("--fault: there are more than " + FaultList.MAX_FAULTS);
      }
      log.warnOfFault(fault);
    }
    Connection connection =
        new Connection(
            List.copyOf(callCenters),
            options.profile.get().name().toLowerCase(Locale.ROOT),
            ProgramVersion.number(),
            development.isPresent(),
            development.isPresent() || options.console.get(),
            development
                .map(DevelopmentMode::callCenter)
                .filter(callCenter -> callCenter.privateKey().isPresent())
                .map(callCenter -> callCenter.keyFile().toAbsolutePath().normalize().toString()));
    Lab lab = new Lab(faults, connection, development.flatMap(mode -> mode.signer(options)), clock);
    lab.listener((fault, request, description) -> log.faulted(fault, description));
    return Optional.of(lab);
  }

  /** The lab's filter. */
  static EndpointFilter filter(
      Lab lab, Function<Clock, TokenVerifier> verifier, VoiceCallDirectory calls, Clock clock) {
    Map<Duration, TokenVerifier> verifiers = new ConcurrentHashMap<>();
    return lab.filter(
        (offset, token) -> {
          if (verifiers.size() > FaultList.MAX_FAULTS) {
            verifiers.clear();
          }
          return verifiers
              .computeIfAbsent(offset, by -> verifier.apply(Clock.offset(clock, by)))
              .explain(token);
        },
        calls::firstCall);
  }
}
