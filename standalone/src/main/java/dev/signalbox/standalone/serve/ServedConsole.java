package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.console.Console;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.console.ConsoleHandler;
import dev.signalbox.standalone.console.ConsoleStream;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.tokens.TokenSigner;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The console at work in the server.
 *
 * @param console gets what happens, to show it
 * @param handler what shows it
 */
record ServedConsole(Console console, ConsoleHandler handler) {
  /**
   * The console, where there is to be one: always in development mode, otherwise where the operator
   * asks for it.
   *
   * @param development the development call center, in development mode
   */
  static Optional<ServedConsole> of(
      ServeOptions options, Optional<DevelopmentCallCenter> development, Clock clock)
      throws CommandFailure {
    Optional<String> operatorToken = options.operatorToken();
    boolean wanted = options.console.get();
    if (wanted && operatorToken.isEmpty() && development.isEmpty()) {
      throw CommandFailure.usage(
          "--console needs --operator-token or --operator-token-file outside development mode: what it shows is not for everybody");
    }
    if (!wanted && development.isEmpty()) {
      return Optional.empty();
    }
    ConsoleStream stream = new ConsoleStream();
    ConsoleAccess access =
        operatorToken
            .map(token -> ConsoleAccess.operator(token, clock))
            .orElseGet(ConsoleAccess::development);
    return Optional.of(
        new ServedConsole(
            new Console(stream, development.isPresent(), clock),
            new ConsoleHandler(
                stream,
                access,
                development.map(callCenter -> signer(options, callCenter)),
                DevelopmentHelp.tokenCommand(options))));
  }

  private static Supplier<String> signer(ServeOptions options, DevelopmentCallCenter callCenter) {
    TokenSigner.Builder signer =
        TokenSigner.builder(DevelopmentCallCenter.ID, callCenter.privateKey());
    options.audience.find().orElse(List.of()).stream().findFirst().ifPresent(signer::audience);
    return signer.build()::sign;
  }
}
