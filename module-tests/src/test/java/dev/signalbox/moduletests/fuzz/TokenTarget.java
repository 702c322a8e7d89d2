package dev.signalbox.moduletests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.signalbox.tokens.TokenVerdict;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;

/** Tokens (AUTH-1 to AUTH-5), as they come and with a header and claims that no encoding hides. */
public final class TokenTarget {
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder(
              InMemoryCallCenterDirectory.builder().build(), new InMemoryReplayGuard())
          .clock(Clock.fixed(Instant.ofEpochSecond(1_763_885_279), ZoneOffset.UTC))
          .build();

  private TokenTarget() {}

  /** One input: a token; or, with a line feed in it, the header and the claims. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, ISO_8859_1);
    int end = text.indexOf('\n');
    String token =
        end < 0
            ? text
            : base64(text.substring(0, end)) + "." + base64(text.substring(end + 1)) + ".AAAA";
    TokenVerdict verdict = VERIFIER.verify(List.of("Bearer " + token));
    Held.that(!(verdict instanceof TokenVerdict.Accepted), "a token without a key is right");
    Held.equal(verdict, VERIFIER.verify(List.of("Bearer " + token)), "a second verdict differs");
    var findings = VERIFIER.explain(token);
    Held.that(!findings.isEmpty(), "nothing is wrong with a token without a key");
    findings.forEach(v -> Held.that(v.detail().length() <= 2000, "a sentence is too long"));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(ISO_8859_1));
  }
}
