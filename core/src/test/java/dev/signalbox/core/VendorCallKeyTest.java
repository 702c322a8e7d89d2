package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorCallKeyTest {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private static void assertRefused(Clause clause, String key) {
    Validated<VendorCallKey> parsed = VendorCallKey.parse(key, "/vendorCallKey");
    assertEquals(
        List.of(clause + " /vendorCallKey"),
        parsed.violations().stream().map(v -> v.clause() + " " + v.pointer()).toList());
    ContractViolationException thrown =
        assertThrows(ContractViolationException.class, () -> new VendorCallKey(key));
    assertEquals(clause, thrown.violations().get(0).clause());
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "5324881f-1e84-4367-8930-f69a74b30ca6, 5324881f-1e84-4367-8930-f69a74b30ca6",
    "a%2Fb, a/b",
    "a%2fb, a/b",
    "a+b, a+b",
    "a%2Bb, a+b",
    "%25, %",
    "%2525, %25",
    "%E2%82%AC, €",
    "%F0%9F%98%80, \uD83D\uDE00",
    "%61, a",
    "a%20b, 'a b'",
    "a%C2%A0, 'a\u00A0'",
    "%E2%80%8B, '\u200B'",
    "..,..",
    "a;b=c, a;b=c",
    "sip:1@x, sip:1@x"
  })
  void aPathSegmentIsDecodedOnceAsUtf8(String segment, String key) {
    assertEquals(Validated.valid(new VendorCallKey(key)), VendorCallKey.ofPathSegment(segment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%%",
        "%2",
        "a%",
        "a%2",
        "%G0",
        "%0G",
        "%-1",
        "%+1",
        "% 1",
        "%u0041",
        "%\uFF11\uFF11",
        "%80",
        "%C0%AF",
        "%C3",
        "%C3a",
        "%E2%82",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%FF",
        "é",
        "\uD83D\uDE00",
        // decodes, to what is no key
        "",
        "%20",
        "%09",
        "%C2%85",
        "%C2%A0%E3%80%80",
        "%00",
        "a%0A",
        "a%7F",
        "a%C2%80"
      })
  void nothingElseIsAPathSegment(String segment) {
    Validated<VendorCallKey> key = VendorCallKey.ofPathSegment(segment);
    assertEquals(List.of(Clause.KEY_1), key.violations().stream().map(Violation::clause).toList());
    assertEquals("", key.violations().get(0).pointer());
  }

  @Property
  void encodingIsReadBack(@ForAll("keys") String text) {
    VendorCallKey key = new VendorCallKey(text);
    String encoded = key.encoded();
    assertEquals(Validated.valid(key), VendorCallKey.ofPathSegment(encoded));
    StringBuilder expected = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      expected.append(
          UNRESERVED.indexOf(b) >= 0
              ? String.valueOf((char) b)
              : String.format("%%%02X", b & 0xFF));
    }
    assertEquals(expected.toString(), encoded);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(100),
            Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(255),
            Arbitraries.strings().withChars("0LQA%2F +/é€").ofMinLength(1).ofMaxLength(18))
        .filter(text -> VendorCallKey.parse(text, "").isValid());
  }

  @Property
  void whatAKeyIs(@ForAll("anything") String text) {
    boolean blank = text.matches("\\p{IsWhite_Space}*");
    boolean control = text.codePoints().anyMatch(c -> Character.getType(c) == Character.CONTROL);
    boolean unpaired = text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    boolean tooLong = text.codePoints().count() > 255;
    assertEquals(
        !blank && !control && !unpaired && !tooLong && !text.startsWith("0LQ"),
        VendorCallKey.parse(text, "").isValid());
  }

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(300),
            Arbitraries.strings()
                .withChars('\uD83D', '\uDE00', ' ', 'a', '\u0085', '\u00A0', '\u200B', '\u2028')
                .ofMaxLength(4))
        .filter(text -> !text.startsWith("0LQ"));
  }

  @Test
  void lengthCountsCodePoints() {
    for (String one : List.of("a", "é", "\uD83D\uDE00")) {
      assertTrue(VendorCallKey.parse(one.repeat(255), "").isValid());
      assertRefused(Clause.KEY_1, one.repeat(256));
      assertEquals(
          Validated.valid(new VendorCallKey(one.repeat(255))),
          VendorCallKey.ofPathSegment(new VendorCallKey(one.repeat(255)).encoded()));
    }
  }

  @Test
  void blankIsUnicodesWhiteSpaceAndNothingElse() {
    List<Integer> whiteSpace =
        IntStream.rangeClosed(0, 0x10FFFF)
            .filter(c -> Character.toString(c).matches("\\p{IsWhite_Space}"))
            .boxed()
            .toList();
    assertEquals(25, whiteSpace.size());
    for (int c : whiteSpace) {
      assertRefused(Clause.KEY_1, Character.toString(c) + " ");
    }
    for (String text : List.of("\u200B", "\u180E", "\uFEFF", "\u2060", "\u00AD", "\u3164")) {
      assertEquals(text, new VendorCallKey(text).value());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000",
        "\n",
        "a\u001F",
        "a\u007F",
        "a\u0080",
        "a\u009F",
        "a\uD800",
        "\uDC00a",
        "\uDE00\uD83D"
      })
  void controlsAndHalfCharactersAreNoKey(String key) {
    assertRefused(Clause.KEY_1, key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0LQ000000000001",
        "0LQabcdefghijkl",
        "0LQABCDEFGHIJKL",
        "0LQ000000000001GAA",
        "0LQabcdefghijklGAA",
        "0LQABCDEFGHIJKL455"
      })
  void aVoiceCallIdIsNoKey(String key) {
    assertRefused(Clause.KEY_2, key);
    assertTrue(VoiceCallId.isVoiceCallId(key));
    assertEquals(18, new VoiceCallId(key).value().length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0LQ",
        "0LQ00000000000",
        "0LQ0000000000012",
        "0LQ00000000000123",
        "0LQ000000000001GAAA",
        "0LQ000000000001AAA",
        "0LQ000000000001gaa",
        "0LQ000000000001GAB",
        "0LQABCDEFGHIJKLGAA",
        "0LQ00000000000-",
        "0LQ00000000000é",
        "0lq000000000001",
        "0Lq000000000001",
        "0lq000000000001AAA",
        "oLQ000000000001",
        " 0LQ000000000001",
        "001000000000001",
        "00D000000000000EAA"
      })
  void whatOnlyLooksLikeAVoiceCallIdIsAKey(String key) {
    assertEquals(Validated.valid(new VendorCallKey(key)), VendorCallKey.parse(key, ""));
    assertThrows(ContractViolationException.class, () -> new VoiceCallId(key));
  }

  @Test
  void bothFormsOfAVoiceCallIdAreTheSame() {
    assertEquals(new VoiceCallId("0LQ000000000001GAA"), new VoiceCallId("0LQ000000000001"));
  }

  /** KEY-2 says the opposite: what a vendorCallKey must not be. */
  @Test
  void whatIsNoVoiceCallIdBreaksCall1() {
    ContractViolationException refused =
        assertThrows(ContractViolationException.class, () -> new VoiceCallId("x"));
    assertEquals(Clause.CALL_1, refused.violations().get(0).clause());
  }
}
