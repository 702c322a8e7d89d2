package dev.signalbox.testkit.internal.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRemoverTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"client_secret\" : \"hush\",\"a\":\"b\"} | {\"client_secret\" : \"(removed)\",\"a\":\"b\"}",
        "{\"password\":\"hu\\\\\\\"sh\"} | {\"password\":\"(removed)\"}",
        "{\"apiKey\":12345,\"token\":null} | {\"apiKey\":\"(removed)\",\"token\":null}",
        "{\"x\":[{\"accessToken\":\"hush\"}] | {\"x\":[{\"accessToken\":\"(removed)\"}]",
        "{\"password\":\"hush | {\"password\":\"(removed)",
        "<a><p:Password x='1'>hush</p:Password></a> | <a><p:Password x='1'>(removed)</p:Password></a>",
        "<password><![CDATA[hush]]></password> | <password>(removed)</password>",
        "<a api-key=\"hush\"/> | <a api-key=\"(removed)\"/>",
        "grant_type=x&client%5Fsecret=hush&b=c | grant_type=x&client%5Fsecret=(removed)&b=c",
        "/p?access_token=hush#x | /p?access_token=(removed)",
        "was eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIwMEQifQ.c2lnbmF0dXJl here | was (removed) here",
        "session 00D000000000000EAA!AQ8AQ.x_y here | session (removed) here",
        "Bearer 00D123!x.y.z9abc here | Bearer (removed) here",
        "Bearer 00D123.x_y-z9abc | Bearer (removed)",
        "Bearer error=\"invalid_token\", error_description=\"x\" | Bearer error=\"invalid_token\","
            + " error_description=\"x\"",
        "{\"vendorCallKey\":\"k\",\"type\":\"t\"} | {\"vendorCallKey\":\"k\",\"type\":\"t\"}",
      })
  void textsLoseTheirSecrets(String text, String clean) {
    assertEquals(clean, SecretRemover.text(text));
  }

  @Test
  void aPrivateKeyIsRemovedWhole() {
    assertEquals(
        "a (removed)\nb",
        SecretRemover.text(
            "a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb"));
    assertEquals("(removed)", SecretRemover.text("-----BEGIN PRIVATE KEY-----\nMIIE\nAB"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cookie", "Set-Cookie", "X-Api-Key", "x-goog-iap-jwt-assertion", "X-New"})
  void valuesOfUnknownHeadersAreNotKept(String name) {
    assertEquals("(removed)", SecretRemover.headerValue(name, "hush"));
  }

  @Test
  void knownHeadersAreKept() {
    assertEquals("text/xml; q=1", SecretRemover.headerValue("accept", "text/xml; q=1"));
    assertEquals("Content-Type", SecretRemover.headerName("content-type"));
    assertEquals("Bearer (removed)", SecretRemover.headerValue("Authorization", "Bearer a.b.c"));
    assertEquals("(removed)", SecretRemover.headerValue("authorization", "hush"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<a>", "\"a\":", "a=\"", "\"token\":\"\\", "eyJ", "&a=", "Bearer ", "[", "<"})
  void hostileTextsTakeNoLongTime(String part) {
    String text = part.repeat((1 << 20) / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertFalse(SecretRemover.text(text).isEmpty()));
  }
}
