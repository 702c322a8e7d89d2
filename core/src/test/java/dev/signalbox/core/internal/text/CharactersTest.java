package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which characters belong to which of the contract's kinds, and where each kind ends. */
class CharactersTest {
  private static String one(int c) {
    return String.valueOf((char) c);
  }

  @Test
  void blankIsWhatConsistsOfWhiteSpace() {
    assertTrue(Text.isBlank(""));
    assertTrue(Text.isBlank(" \u00A0\t"));
    assertFalse(Text.isBlank(" x"));
    assertFalse(Text.isBlank("x "));
    for (int c : List.of(0x09, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2005, 0x200A, 0x3000)) {
      assertTrue(Text.isBlank(one(c)), () -> Integer.toHexString(c));
    }
    for (int c : List.of(0x08, 0x0E, 0x1F, 0x21, 0x1FFF, 0x200B, 0x2027, 0xFEFF, 0xFFFF)) {
      assertFalse(Text.isBlank(one(c)), () -> Integer.toHexString(c));
    }
  }

  @Test
  void controlsAreThoseOfTheTwoControlBlocks() {
    assertFalse(Text.hasControl(""));
    for (int c : List.of(0x00, 0x0A, 0x1F, 0x7F, 0x80, 0x9F)) {
      assertTrue(Text.hasControl(one(c)), () -> Integer.toHexString(c));
      assertTrue(Text.hasControl("a" + one(c)), () -> Integer.toHexString(c));
    }
    for (int c : List.of(0x20, 0x7E, 0xA0, 0x2028, 0xFEFF)) {
      assertFalse(Text.hasControl(one(c)), () -> Integer.toHexString(c));
    }
  }

  @Test
  void aCharacterOutsideTheBasicPlaneCountsOnce() {
    assertEquals(0, Text.length(""));
    assertEquals(3, Text.length("a\uD83D\uDE00b"));
  }

  @Test
  void aSurrogateWithoutItsPartnerIsAlone() {
    for (String whole : List.of("", "a", "\uD83D\uDE00", "a\uD83D\uDE00\uD83D\uDE00b")) {
      assertFalse(Text.hasLoneSurrogate(whole));
      assertTrue(Text.isXmlText(whole));
    }
    for (String half :
        List.of(
            "\uD83D", "\uDE00", "a\uD83D", "\uD83Da", "\uD83D\uD83D\uDE00", "\uD83D\uDE00\uDE00")) {
      assertTrue(Text.hasLoneSurrogate(half));
      assertFalse(Text.isXmlText(half));
    }
  }

  @Test
  void xmlHasFewControlsAndNoNoncharacters() {
    for (int c : List.of(0x09, 0x0A, 0x0D, 0x20, 0x7F, 0x9F, 0xFFFD)) {
      assertTrue(Text.isXmlText("a" + one(c)), () -> Integer.toHexString(c));
    }
    for (int c : List.of(0x00, 0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0xFFFE, 0xFFFF)) {
      assertFalse(Text.isXmlText("a" + one(c)), () -> Integer.toHexString(c));
    }
  }

  @Test
  void lettersAndDigitsAreThoseOfAscii() {
    String found =
        IntStream.rangeClosed(0, 0xFFFF)
            .filter(c -> Text.isLetterOrDigit((char) c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertEquals("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", found);
    for (int c = 0; c <= 0xFFFF; c++) {
      assertEquals("0123456789".indexOf(c) >= 0, Text.isDigit((char) c));
    }
  }

  @Test
  void whiteSpaceOfXmlIsTakenFromBothEnds() {
    assertEquals("", Text.collapse(""));
    assertEquals("", Text.collapse(" \t\r\n"));
    assertEquals("x", Text.collapse("x"));
    assertEquals("x", Text.collapse("\n\r\t x"));
    assertEquals("x", Text.collapse("x \t\r\n"));
    assertEquals("a \n b", Text.collapse(" a \n b "));
    for (String other : List.of("\u00A0", "\f", "\u000B", "\u0085", "\u2028")) {
      assertEquals(other + "x" + other, Text.collapse(" " + other + "x" + other + " "));
    }
  }

  @ParameterizedTest
  @CsvSource({"59, false", "60, false", "61, true", "100, true"})
  void aQuotationHasSixtyCharacters(int length, boolean cut) {
    for (String one : List.of("a", "\uD83D\uDE00")) {
      assertEquals(
          '"' + one.repeat(Math.min(length, 60)) + (cut ? "\u2026\"" : "\""),
          Text.quote(one.repeat(length)));
    }
  }

  @Test
  void aQuotationSpellsOutWhatCannotBeShown() {
    assertEquals("\"\"", Text.quote(""));
    assertEquals("\"a\\u{a}b\"", Text.quote("a\nb"));
    assertEquals("\"\\u{d83d}\"", Text.quote("\uD83D"));
    assertEquals("\"\\u{2028}\\u{2029}\\u{202e}\\u{378}\"", Text.quote("\u2028\u2029\u202E\u0378"));
    assertEquals("\"é \uD83D\uDE00\uE000\"", Text.quote("é \uD83D\uDE00\uE000"));
  }
}
