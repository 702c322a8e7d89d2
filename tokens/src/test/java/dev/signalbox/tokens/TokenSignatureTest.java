package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NEXT_KEYS;
import static dev.signalbox.tokens.Tokens.STRANGERS_KEYS;
import static dev.signalbox.tokens.Tokens.good;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** AUTH-3: by which keys a verifier has a token's signature verified, and by whom. */
class TokenSignatureTest {
  /** After so many good signatures the native provider is loaded. */
  private static final int MANY = 1000;

  private final Tokens.Directory directory = Tokens.Directory.withOneKey();

  private TokenVerifier.Builder builder() {
    return TokenVerifier.builder(directory, new Tokens.Guard()).clock(Tokens.CLOCK);
  }

  /** Has a good token's signature verified, each time anew, until the provider is loaded. */
  private static void explainMany(TokenVerifier verifier) {
    String token = good();
    for (int i = 0; i < MANY; i++) {
      assertEquals(List.of(), verifier.explain(token));
    }
  }

  private static String onlyFault(TokenVerifier verifier, String token) {
    List<Violation> violations = verifier.explain(token);
    assertEquals(List.of(Clause.AUTH_3), violations.stream().map(Violation::clause).toList());
    return violations.get(0).detail();
  }

  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  @Test
  void saysHowManyKeysTheSignatureWasHeldAgainst() {
    TokenVerifier verifier = builder().build();
    String strangers = sign(HEADER, payload(times(0, 900)), STRANGERS_KEYS.getPrivate());
    String one = onlyFault(verifier, strangers);
    assertTrue(one.startsWith("The signature does not match the key registered for the org"), one);

    directory.put(CALL_CENTER, KEYS, NEXT_KEYS);
    String two = onlyFault(verifier, strangers);
    assertTrue(
        two.startsWith("The signature does not match the 2 keys registered for the org"), two);
  }

  @Test
  void nobodysTokenIsVerifiedAsLaboriouslyAsAnyOther() throws Exception {
    BlockingQueue<Thread> loaders = new LinkedBlockingQueue<>();
    FakeProvider provider = FakeProvider.honest();
    TokenVerifier verifier =
        builder()
            .nativeProvider(
                () -> {
                  loaders.add(Thread.currentThread());
                  return Optional.of(provider);
                })
            .build();
    explainMany(verifier);
    loaders.take().join();
    provider.judged();
    provider.read();

    String claims = payload(times(0, 900));
    String strangers = sign(HEADER, claims, STRANGERS_KEYS.getPrivate());
    onlyFault(verifier, strangers);
    assertEquals(List.of(signature(strangers)), provider.judged());
    assertEquals(List.of(KEYS.getPublic()), provider.read());

    String nobodys = sign(HEADER, claims.replace("AcmeCalls", "Nobody"));
    String detail = onlyFault(verifier, nobodys);
    assertTrue(detail.startsWith("No key is registered for the org"), detail);
    assertEquals(List.of(signature(nobodys)), provider.judged());
    assertEquals(List.of(NobodysKey.KEY.publicKey()), provider.read());

    // Where the algorithm is another one, neither is verified at all.
    String unsigned = "{\"alg\":\"none\"}";
    verifier.explain(sign(unsigned, claims));
    verifier.explain(sign(unsigned, claims.replace("AcmeCalls", "Nobody")));
    assertEquals(List.of(), provider.judged());
  }

  @Test
  void takesTheNativeProviderThatIsOnThePathUnasked() throws Exception {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      String loud =
          "SKIPPED: the native security provider among the tests is for Linux on x86-64 alone";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
    CountedKey key = new CountedKey((RSAPublicKey) KEYS.getPublic());
    directory.keys.put(CALL_CENTER, Set.of(CallCenterKey.of(key)));
    TokenVerifier verifier = builder().build();
    explainMany(verifier);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("signalbox-native-rsa")) {
        thread.join();
      }
    }
    // The native provider reads a key once, the JDK's for each signature.
    verifier.explain(good());
    int uses = key.uses();
    assertEquals(List.of(), verifier.explain(good()));
    assertEquals(uses, key.uses());
  }
}
