package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

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
