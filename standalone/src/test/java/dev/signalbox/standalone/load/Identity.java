package dev.signalbox.standalone.load;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;

/** The call center that sends, with a key of its own for each scenario. */
final class Identity {
  static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Load");

  private final KeyPair pair;
  private final Path dir;

  private Identity(KeyPair pair, Path dir) {
    this.pair = pair;
    this.dir = dir;
  }

  static Identity in(Path dir) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(dir.resolve("public.pem"), CallCenterKey.of(pair.getPublic()).toPem());
    return new Identity(pair, dir);
  }

  /** The folder with its public key. */
  Path dir() {
    return dir;
  }

  /** The value of the server's option that names it. */
  static String option() {
    return CENTER.orgId() + ":" + CENTER.apiName() + ":public.pem";
  }

  /** A token that may be used again. */
  String reusable() {
    return reusable(Clock.systemUTC());
  }

  String reusable(Clock clock) {
    return signer(false, Duration.ofHours(12), clock).sign();
  }

  /** Tokens of which each may be used once. */
  TokenSigner once() {
    return once(Clock.systemUTC());
  }

  TokenSigner once(Clock clock) {
    return signer(true, Duration.ofMinutes(15), clock);
  }

  private TokenSigner signer(boolean jti, Duration lifetime, Clock clock) {
    return TokenSigner.builder(CENTER, pair.getPrivate())
        .jti(jti)
        .lifetime(lifetime)
        .clock(clock)
        .build();
  }
}
