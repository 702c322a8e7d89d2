package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large document is read piece by piece, and to the same characters. */
class Utf8Test {
  private static byte[] large(byte[] some, int before) {
    byte[] large = new byte[40_000];
    Arrays.fill(large, (byte) ' ');
    System.arraycopy(some, 0, large, before, some.length);
    return large;
  }

  private static void assertReadAsDecoded(byte[] bytes) throws IOException {
    char[] decoded;
    try {
      decoded = Utf8.decode(bytes);
    } catch (CharacterCodingException e) {
      assertThrows(CharacterCodingException.class, () -> Utf8.reader(bytes));
      return;
    }
    CharArrayWriter read = new CharArrayWriter();
    try (Reader reader = Utf8.reader(bytes)) {
      reader.transferTo(read);
    }
    assertArrayEquals(decoded, read.toCharArray());
  }

  private static String read(Reader reader) throws IOException {
    CharArrayWriter read = new CharArrayWriter();
    reader.transferTo(read);
    return read.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16 * 1024 - 3, 16 * 1024 - 2, 16 * 1024, 16 * 1024 + 1, 40_000})
  void aMarkAtTheBeginningIsLeftOutWhateverTheLength(int length) throws IOException {
    for (String text : List.of("a".repeat(length), "a".repeat(length) + "\u00E9")) {
      assertEquals(text, new String(Utf8.decode(text.getBytes(StandardCharsets.UTF_8))));
      assertEquals(text, read(Utf8.reader(text.getBytes(StandardCharsets.UTF_8))));
      byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
      assertEquals(text, new String(Utf8.decode(marked)));
      assertEquals(text, read(Utf8.reader(marked)));
      byte[] twice = ("\uFEFF\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
      assertEquals("\uFEFF" + text, new String(Utf8.decode(twice)));
      assertEquals("\uFEFF" + text, read(Utf8.reader(twice)));
    }
  }

  @Test
  void whatOnlyBeginsLikeAMarkIsNone() throws IOException {
    assertEquals(
        "\uFEC0", new String(Utf8.decode(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0x80})));
    assertEquals(
        "\uF03F", new String(Utf8.decode(new byte[] {(byte) 0xEF, (byte) 0x80, (byte) 0xBF})));
    assertEquals(
        "\u0EFF", new String(Utf8.decode(new byte[] {(byte) 0xE0, (byte) 0xBB, (byte) 0xBF})));
    assertThrows(
        CharacterCodingException.class, () -> Utf8.decode(new byte[] {(byte) 0xEF, (byte) 0xBB}));
    assertThrows(
        CharacterCodingException.class,
        () -> Utf8.decode(new byte[] {'a', (byte) 0xBB, (byte) 0xBF}));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1023, 1024, 20_000, 39_996})
  void aLargeDocumentIsReadOrRefusedWholeWhereverItsForeignBytesStand(int before)
      throws IOException {
    String text = "\uD83D\uDE00";
    byte[] good = large(text.getBytes(StandardCharsets.UTF_8), before);
    assertEquals(" ".repeat(before) + text + " ".repeat(39_996 - before), read(Utf8.reader(good)));
    byte[] bad = large(new byte[] {(byte) 0xC3, (byte) 0xC3}, before);
    assertThrows(CharacterCodingException.class, () -> Utf8.reader(bad));
    byte[] cutOff = Arrays.copyOf(good, before + 3);
    if (cutOff.length > 16 * 1024) {
      assertThrows(CharacterCodingException.class, () -> Utf8.reader(cutOff));
    }
    // Many characters that are no ASCII, so that they are checked in several steps.
    String many = "\u20AC".repeat(20_000);
    assertEquals(many, read(Utf8.reader(many.getBytes(StandardCharsets.UTF_8))));
    byte[] spoilt = many.getBytes(StandardCharsets.UTF_8);
    spoilt[spoilt.length - 1] = 'x';
    assertThrows(CharacterCodingException.class, () -> Utf8.reader(spoilt));
  }

  @Test
  void aReaderGivesAsMuchAsIsAskedForAndThenItsEnd() throws IOException {
    byte[] bytes = large(new byte[] {'a', 'b', 'c'}, 0);
    try (Reader reader = Utf8.reader(bytes)) {
      char[] some = {'-', '-', '-', '-', '-'};
      assertEquals(0, reader.read(some, 0, 0));
      assertEquals(2, reader.read(some, 1, 2));
      assertArrayEquals(new char[] {'-', 'a', 'b', '-', '-'}, some);
      assertEquals('c', reader.read());
      char[] rest = new char[40_000];
      assertEquals(39_997, reader.read(rest, 0, rest.length));
      assertEquals(-1, reader.read(rest, 0, rest.length));
      assertEquals(-1, reader.read());
      assertEquals(0, reader.read(rest, 0, 0));
    }
  }

  @Property
  void textsAreRead(@ForAll String text, @ForAll @IntRange(max = 30_000) int before)
      throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertReadAsDecoded(utf8);
    assertReadAsDecoded(large(utf8, before));
    assertReadAsDecoded(large(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8), 0));
  }

  @Property
  void bytesAreReadOrRefused(
      @ForAll @Size(max = 6) byte[] bytes, @ForAll @IntRange(max = 39_000) int before)
      throws IOException {
    assertReadAsDecoded(bytes);
    assertReadAsDecoded(large(bytes, before));
    byte[] atTheEnd = large(new byte[0], 0);
    System.arraycopy(bytes, 0, atTheEnd, atTheEnd.length - bytes.length, bytes.length);
    assertReadAsDecoded(atTheEnd);
  }
}
