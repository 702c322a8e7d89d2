package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Record ids: what they consist of, and the checksum of their upper-case letters. */
class SalesforceIdsTest {
  @ParameterizedTest
  @CsvSource({
    "00D000000000000, EAA",
    "00d000000000000, AAA",
    "00DA000000000Z0, MAI",
    "00DAA0000Z0000Z, 2QQ",
    "00DZZZZZZZZZZZZ, 255",
    "00Dazazazazazaz, EAA",
    "00D@[`{/:000000, EAA"
  })
  void eachLetterOfTheChecksumTellsFiveCharacters(String id, String checksum) {
    assertEquals(id + checksum, SalesforceIds.to18(id));
    assertEquals(id + checksum, SalesforceIds.to18(id + checksum));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00D000000000000", "00DazAZ09000000", "00D000000000000EAA", "00DZZZZZZZZZZZZ255"})
  void fifteenLettersAndDigitsAreAnId(String text) {
    assertTrue(SalesforceIds.isId(text, "00D"));
    assertFalse(SalesforceIds.isId(text, "0LQ"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00D00000000000",
        "00D0000000000000",
        "00D00000000000000",
        "00D0000000000000EAA",
        "00D000000000000EA",
        "00D000000000000EAB",
        "00D000000000000AAA",
        "00D-00000000000",
        "00D00000000000-",
        "00D00000000000-EAA",
        "00D00000000000@",
        "00D00000000000[",
        "00D00000000000`",
        "00D00000000000{",
        "00D00000000000/",
        "00D00000000000:"
      })
  void nothingElseIsAnId(String text) {
    assertFalse(SalesforceIds.isId(text, "00D"));
  }
}
