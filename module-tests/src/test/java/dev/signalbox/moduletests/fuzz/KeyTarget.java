package dev.signalbox.moduletests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.PrivateKeys;

/** Keys and certificates as PEM text. */
public final class KeyTarget {
  private KeyTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    String pem = new String(input, ISO_8859_1);
    try {
      CallCenterKey key = CallCenterKey.ofWeakPem(pem);
      Held.equal(
          key.publicKey(),
          CallCenterKey.ofWeakPem(key.toPem()).publicKey(),
          "a public key changes when written");
    } catch (IllegalArgumentException asDocumented) {
      Held.that(String.valueOf(asDocumented.getMessage()).length() <= 2000, "a long sentence");
    }
    try {
      PrivateKeys.ofPem(pem);
    } catch (IllegalArgumentException asDocumented) {
      Held.that(String.valueOf(asDocumented.getMessage()).length() <= 2000, "a long sentence");
    }
  }
}
