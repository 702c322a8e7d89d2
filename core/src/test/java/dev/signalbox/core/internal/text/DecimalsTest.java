package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are numbers, and where a number's bounds lie. */
class DecimalsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0", "9", "-0", "12.5", "-12.50", "007", "00000000000000000000000000000.00"})
  void digitsAndPerhapsAFractionAreADecimal(String text) {
    assertTrue(Decimals.isDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "-.",
        "1.",
        "-1.",
        ".5",
        "-.5",
        "1,5",
        "1.5.5",
        "1.5x",
        "1x5",
        "+1",
        "--1",
        "1-",
        " 1",
        "1/2",
        "1:2",
        "000000000000000000000000000000.00"
      })
  void nothingElseIsADecimal(String text) {
    assertFalse(Decimals.isDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "999.999",
        "-999.999",
        "1000",
        "-1000",
        "1000.000",
        "-1000.00",
        "0001000",
        "-00999"
      })
  void aSentimentLiesWithinAThousandOfZero(String decimal) {
    assertTrue(Decimals.isSentiment(decimal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000.001",
        "-1000.001",
        "1001",
        "-1001",
        "1999",
        "2000",
        "9999",
        "10000",
        "-10000",
        "0001000.9"
      })
  void aSentimentLiesNoFurtherFromZero(String decimal) {
    assertFalse(Decimals.isSentiment(decimal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.5",
        "10",
        "9",
        "0e0",
        "1e5",
        "1E5",
        "1e+5",
        "1e-5",
        "1.5E+05",
        "-1.25e-10",
        "0e00"
      })
  void theNumbersOfJson(String text) {
    assertTrue(Decimals.isJsonNumber(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "+1", "00", "01", "-01", "-00.5", "0x1", "1.", ".5", "e5", "-e5", "E5", "1e", "1E",
        "1e+", "1e-", "1e+-5", "1e5.0", "1e5x", "1ex", "1 e5", "1e5e5", "1E5e5", "1e5E5"
      })
  void nothingElseIsANumberOfJson(String text) {
    assertFalse(Decimals.isJsonNumber(text));
  }

  @Test
  void aThousandDigitsAreNotTooMany() {
    String thousand = "1".repeat(1000);
    assertFalse(Decimals.hasTooManyDigits(thousand));
    assertFalse(Decimals.hasTooManyDigits("-" + thousand));
    assertTrue(Decimals.hasTooManyDigits(thousand + "1"));
    assertFalse(Decimals.hasTooManyDigits("1." + "1".repeat(900) + "e+" + "1".repeat(99)));
    assertTrue(Decimals.hasTooManyDigits("1." + "1".repeat(900) + "e+" + "1".repeat(100)));
    assertTrue(Decimals.isJsonNumber(thousand));
    assertFalse(Decimals.isJsonNumber(thousand + "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.00e5",
        "0e99999999999999999999",
        "1",
        "999.9",
        "1000",
        "1000.0",
        "1e3",
        "1E3",
        "10e2",
        "0.1e4",
        "0.001e6",
        "1e-32767",
        "1e-32768",
        "1e-32769",
        "9999e-1",
        "1000000e-3"
      })
  void aScoreLiesBetweenZeroAndAThousand(String literal) {
    assertTrue(Decimals.isScore(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-0.9",
        "-9e-5",
        "1000.1",
        "1001",
        "1001e0",
        "1.0001e3",
        "1e4",
        "1e32767",
        "1e32768",
        "1e65536",
        "1e99999999999999999999",
        "0.0001e32768"
      })
  void nothingBelowOrBeyondIsAScore(String literal) {
    assertFalse(Decimals.isScore(literal));
  }

  @ParameterizedTest
  @CsvSource({
    "12.50, 12.50",
    "1e0, 1",
    "1E0, 1",
    "2.5e2, 250",
    "0e5, 0",
    "-0e5, 0",
    "0.000000000000000000000000000000000000, 0",
    "1e-27, 0.000000000000000000000000001",
    "1e-28, 0",
    "12e-28, 0.000000000000000000000000001",
    "1e-32768, 0",
    "1e-99999999999999999999, 0",
    "1000.0000000000000000000000000000000, 1000.000000000000000000000000000",
    "999.99999999999999999999999999999, 999.999999999999999999999999999",
    "0.9999999999999999999999999999999, 0.999999999999999999999999999",
    "1.23456789012345678901234567890e1, 12.345678901234567890123456789"
  })
  void aScoreIsWrittenOutAndCutOffWhereItNeedsTooMuchRoom(String literal, String decimal) {
    assertEquals(decimal, Decimals.toDecimal(literal));
  }

  @ParameterizedTest
  @CsvSource({"1, 1.00", "-1.005, -1.01", "1.0049, 1.00", "1000, 1000.00"})
  void aSentimentIsRoundedToHundredths(String decimal, String sentiment) {
    assertEquals(sentiment, Decimals.toSentiment(decimal));
  }
}
