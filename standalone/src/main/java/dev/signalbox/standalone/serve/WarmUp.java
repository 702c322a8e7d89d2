package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.tokens.TokenVerifier;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * Verifies signatures while the command line is still being read: the first token of a process
 * takes some 30 ms, the second half a millisecond, the hundredth a seventh.
 */
final class WarmUp {
  /** From here on a further one brings little. */
  private static final int TIMES = 100;

  /** So long the start may take for it, where they take longer. */
  private static final Duration MOST = Duration.ofMillis(120);

  private final Thread thread = new Thread(WarmUp::verify, "signalbox-warm-up");
  private final long begun = System.nanoTime();

  private WarmUp() {}

  /** Begins, on a thread of its own. */
  static WarmUp start() {
    WarmUp warmUp = new WarmUp();
    warmUp.thread.setDaemon(true);
    warmUp.thread.start();
    return warmUp;
  }

  /** Waits for the end, or until the start has taken long enough for it. */
  void await() {
    long left = MOST.toMillis() - Duration.ofNanos(System.nanoTime() - begun).toMillis();
    try {
      if (left > 0) {
        thread.join(left);
      }
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
    }
  }

  /** With a key that nobody has: what is learnt is how to verify, whatever the key. */
  private static void verify() {
    CallCenterId callCenter = CallCenterId.of("00D000000000000EAA", "WarmUp");
    CallCenterKey key = key();
    of(
        TokenVerifier.builder(
                id -> Set.of(key), (id, jti, expiresAt) -> ReplayGuard.Verdict.FIRST_USE)
            .build(),
        callCenter,
        key);
  }

  private static CallCenterKey key() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(CallCenterKey.MIN_BITS).subtract(BigInteger.ONE);
    try {
      return CallCenterKey.of(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /**
   * Has tokens of a call center refused, as often as makes a difference, or there is time for.
   *
   * @param key a key of the call center's
   */
  static void of(TokenVerifier verifier, CallCenterId callCenter, CallCenterKey key) {
    String token = token(callCenter, key, Instant.now());
    long begun = System.nanoTime();
    for (int i = 0; i < TIMES && System.nanoTime() - begun < MOST.toNanos(); i++) {
      verifier.explain(token);
    }
  }

  /**
   * A token of which nothing is wrong but its signature, and that only shows when it is verified.
   */
  static String token(CallCenterId callCenter, CallCenterKey key, Instant now) {
    JsonText claims =
        new JsonText()
            .object()
            .name("iss")
            .value(callCenter.orgId().value())
            .name("sub")
            .value(callCenter.apiName())
            .name("exp")
            .value(now.getEpochSecond() + 60)
            .endObject();
    byte[] signature = new byte[(key.publicKey().getModulus().bitLength() + 7) / 8];
    Arrays.fill(signature, 1, signature.length, (byte) 1);
    return base64("{\"alg\":\"RS256\"}")
        + "."
        + base64(claims.toString())
        + "."
        + base64(signature);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
