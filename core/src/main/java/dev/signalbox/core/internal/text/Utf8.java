package dev.signalbox.core.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a body's bytes as the only encoding that the contract takes (BODY-4). */
public final class Utf8 {
  private Utf8() {}

  /**
   * Decodes UTF-8, strictly: nothing is replaced. A byte order mark at the beginning is left out.
   *
   * @param bytes a document
   * @return its characters
   * @throws CharacterCodingException when the bytes are not UTF-8
   */
  public static char[] decode(byte[] bytes) throws CharacterCodingException {
    int start = 0;
    if (bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      start = 3;
    }
    char[] chars = new char[bytes.length - start];
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        return decodeSlowly(bytes, start);
      }
      chars[i - start] = (char) bytes[i];
    }
    return chars;
  }

  private static char[] decodeSlowly(byte[] bytes, int start) throws CharacterCodingException {
    // A decoder made by newDecoder reports what it can't decode.
    var decoded =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, start, bytes.length - start));
    char[] chars = new char[decoded.remaining()];
    decoded.get(chars);
    return chars;
  }
}
