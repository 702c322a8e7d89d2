package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.tokens.TokenSigner;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Development mode at work.
 *
 * @param callCenter who may call
 * @param consoleToken what the console asks for, where the server made that up
 * @param open whether other machines reach the server
 */
record DevelopmentMode(
    DevelopmentCallCenter callCenter, Optional<String> consoleToken, boolean open) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 18;

  /** With a token for the console where others reach it and the operator gave none. */
  static DevelopmentMode of(ServeOptions options, DevelopmentCallCenter callCenter, boolean open)
      throws CommandFailure {
    return new DevelopmentMode(
        callCenter,
        open && options.operatorToken().isEmpty() ? Optional.of(newToken()) : Optional.empty(),
        open);
  }

  private static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Makes tokens; empty where there is no private key. */
  Optional<Supplier<String>> signer(ServeOptions options) {
    return callCenter
        .privateKey()
        .map(key -> TokenSigner.builder(callCenter.id(), key))
        .map(
            signer -> {
              options.audience.find().orElse(List.of()).stream()
                  .findFirst()
                  .ifPresent(signer::audience);
              return signer.build()::sign;
            });
  }

  @Override
  public String toString() {
    return "development mode of " + callCenter.id();
  }
}
