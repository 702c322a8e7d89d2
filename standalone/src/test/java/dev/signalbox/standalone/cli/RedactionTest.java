package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain = text | plain = text",
        "a eyJhbGciOiJ.eyJpc3MiOiJ.c2lnbmF0dXJl b | a (removed) b",
        "eyJhbGciOiJ.eyJpc3MiOiJ. | (removed)",
        "/p?token=secret&x=1 | /p?token=(removed)&x=1",
        "/p?a=1&access_token=s | /p?a=1&access_token=(removed)",
        "-----BEGIN RSA PRIVATE KEY-----abc-----END RSA PRIVATE KEY----- z | (removed) z",
        "x -----BEGIN PRIVATE KEY-----abc | x (removed)",
        "-----BEGIN PUBLIC KEY-----abc | -----BEGIN PUBLIC KEY-----abc",
      })
  void tokensAndPrivateKeysAreTakenOut(String text, String shown) {
    assertEquals(shown, Redaction.of(text));
  }
}
