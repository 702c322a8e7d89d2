package dev.signalbox.tokens;

import dev.signalbox.core.internal.pem.RsaKeys;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * A public key whose private key was never kept. Tokens of call centers that are not registered are
 * verified with it, so that the time until they are refused does not tell which ones are.
 */
final class NobodysKey {
  static final CallCenterKey KEY = key();

  private NobodysKey() {}

  private static CallCenterKey key() {
    String spki =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1gmrz/wm45Q5gL31aqIVnj49wlUdzgYitsJF"
            + "c1OMyuPSzml6y7D/3Ac+LSAehN7+K1mp3hRoY2nYmR1w/xa8vARKe0ccf8nQYU5CU4JRInuEuWUlZjeV"
            + "imZ3o0R18NwLQbH1nZvI2wQznf77AmRrUNlSVE9ycHxeRjJD3RHs2AehQgOlXv/gATsrCWKG14OaPfTU"
            + "7uu0Kqh39+BOd7+RcPJp7UeCu06ZohVGiNbgtZmStZ5p91kAIP8aAai5EwWkw/EZDKv8p7mK27h6IbcR"
            + "ATCA0YmBk5mavK6JK94Cr30fwHs2pCW1rEdYswZseYiynGOFjcgWaUFR2g7OgZfAaQIDAQAB";
    try {
      return CallCenterKey.of(RsaKeys.publicKey(Base64.getDecoder().decode(spki)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
