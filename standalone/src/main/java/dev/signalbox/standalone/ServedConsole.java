package dev.signalbox.standalone;

import dev.signalbox.tokens.TokenSigner;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The console at work in the server.
 *
 * @param console what is told what happens
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
      Settings settings, Optional<DevelopmentCallCenter> development, Clock clock)
      throws CommandFailure {
    Optional<String> operatorToken = settings.optional(ServeSettings.OPERATOR_TOKEN);
    boolean wanted = settings.one(ServeSettings.CONSOLE);
    if (wanted && operatorToken.isEmpty() && development.isEmpty()) {
      throw CommandFailure.usage(
          ServeSettings.CONSOLE.option()
              + " needs "
              + ServeSettings.OPERATOR_TOKEN.option()
              + " outside development mode: what it shows is not for everybody");
    }
    if (operatorToken.isPresent() && !wanted) {
      throw CommandFailure.usage(
          ServeSettings.OPERATOR_TOKEN.option() + " goes with " + ServeSettings.CONSOLE.option());
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
                development.map(callCenter -> signer(settings, callCenter)),
                DevelopmentHelp.tokenCommand(settings))));
  }

  private static Supplier<String> signer(Settings settings, DevelopmentCallCenter callCenter) {
    TokenSigner.Builder signer =
        TokenSigner.builder(DevelopmentCallCenter.ID, callCenter.privateKey());
    settings.all(ServeSettings.AUDIENCE).stream().findFirst().ifPresent(signer::audience);
    return signer.build()::sign;
  }
}
