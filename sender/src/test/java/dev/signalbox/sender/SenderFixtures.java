package dev.signalbox.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.tokens.TokenVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A call center with its key, and what an endpoint needs to verify its tokens. */
final class SenderFixtures {
  static final KeyPair KEYS = keys();
  static final CallCenterId CALL_CENTER = CallCenterId.of("00Dx0000000BkQ3", "AcmeCalls");

  private SenderFixtures() {}

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Knows the call center, and takes each jti once. */
  static TokenVerifier verifier(Clock clock) {
    Set<CallCenterKey> keys = Set.of(CallCenterKey.of(KEYS.getPublic()));
    Set<String> used = new HashSet<>();
    return TokenVerifier.builder(
            id -> id.equals(CALL_CENTER) ? keys : Set.of(),
            (id, jti, expiresAt) ->
                used.add(jti) ? ReplayGuard.Verdict.FIRST_USE : ReplayGuard.Verdict.REPLAYED)
        .clock(clock)
        .build();
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
