package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Percent-encoding in both directions. */
class PercentCodingTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "a+b, a+b",
    "\u007F, \u007F",
    "%41, A",
    "a%41, aA",
    "%41a, Aa",
    "%41%42, AB",
    "%09, '\t'",
    "%00%10, '\u0000\u0010'",
    "%7e, ~",
    "%7E, ~",
    "%C3%A9%E2%82%AC, é€",
    "x%F0%9F%98%80y, x\uD83D\uDE00y"
  })
  void escapesAreDecodedAsUtf8(String text, String decoded) {
    assertEquals(Optional.of(decoded), PercentCoding.decode(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "a%4",
        "%%41",
        "%G1",
        "%1G",
        "%4%",
        "%/0",
        "%0/",
        "%:0",
        "%0:",
        "%@0",
        "%0@",
        "%`0",
        "%0`",
        "%g0",
        "%0g",
        "%\u06610",
        "%0\u0661",
        "\u0080",
        "a\u0080",
        "%41\u0080",
        "é",
        "%80",
        "%C3",
        "%C3x"
      })
  void whatIsNotWellFormedIsNotDecoded(String text) {
    assertEquals(Optional.empty(), PercentCoding.decode(text));
  }

  @Test
  void allButTheUnreservedCharactersAreEscaped() {
    String unreserved = "AZaz09-._~";
    assertEquals(unreserved, PercentCoding.encode(unreserved));
    assertEquals("%40%5B%60%7B%2F%3A", PercentCoding.encode("@[`{/:"));
    assertEquals("%20%25%2B%00%7F", PercentCoding.encode(" %+\u0000\u007F"));
    assertEquals("%C3%A9%F0%9F%98%80", PercentCoding.encode("é\uD83D\uDE00"));
  }
}
