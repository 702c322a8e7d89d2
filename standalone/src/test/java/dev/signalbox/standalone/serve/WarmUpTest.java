package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.tokens.TokenVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What warms the verifier up goes all the way to the signature, and is never accepted. */
class WarmUpTest {
  private static final CallCenterId CALL_CENTER =
      CallCenterId.of("00D000000000000EAA", "With \"quotes\"");

  private static CallCenterKey key(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return new CallCenterKey(
        (RSAPublicKey) generator.generateKeyPair().getPublic(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 3072})
  void nothingIsWrongWithTheTokenButItsSignature(int bits) throws GeneralSecurityException {
    CallCenterKey key = key(bits);
    TokenVerifier verifier =
        TokenVerifier.of(
            id -> id.equals(CALL_CENTER) ? Set.of(key) : Set.of(),
            (id, jti, expiresAt) -> ReplayGuard.Verdict.FIRST_USE);
    List<Violation> violations = verifier.explain(WarmUp.token(CALL_CENTER, key, Instant.now()));
    assertEquals(List.of(Clause.AUTH_3), violations.stream().map(Violation::clause).toList());
    String detail = violations.get(0).detail();
    assertTrue(detail.startsWith("The signature does not match"), detail);
    assertTrue(!detail.contains("could not be used"), detail);
  }
}
