package dev.signalbox.core.internal.text;

import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Reads a body's bytes as the only encoding that the contract takes (BODY-4). */
public final class Utf8 {
  /** Up to this size a copy costs less time than a reader that decodes piece by piece. */
  private static final int SMALL = 16 * 1024;

  private static final int MARK_LENGTH = 3;

  private Utf8() {}

  /**
   * Decodes UTF-8, strictly: nothing is replaced. A byte order mark at the beginning is left out.
   *
   * @param bytes a document
   * @return its characters
   * @throws CharacterCodingException when the bytes are not UTF-8
   */
  public static char[] decode(byte[] bytes) throws CharacterCodingException {
    int start = hasMark(bytes) ? MARK_LENGTH : 0;
    char[] chars = new char[bytes.length - start];
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        return decodeSlowly(bytes, start);
      }
      chars[i - start] = (char) bytes[i];
    }
    return chars;
  }

  /**
   * Reads UTF-8, strictly, without holding a copy of a large document. A byte order mark at the
   * beginning is left out.
   *
   * @param bytes a document, which must not change meanwhile
   * @return its characters
   * @throws CharacterCodingException when the bytes are not UTF-8
   */
  public static Reader reader(byte[] bytes) throws CharacterCodingException {
    if (bytes.length <= SMALL) {
      return new CharArrayReader(decode(bytes));
    }
    int start = hasMark(bytes) ? MARK_LENGTH : 0;
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        requireUtf8(bytes, i);
        return new InputStreamReader(
            new ByteArrayInputStream(bytes, start, bytes.length - start), StandardCharsets.UTF_8);
      }
    }
    return new AsciiReader(bytes, start);
  }

  private static boolean hasMark(byte[] bytes) {
    return bytes.length >= MARK_LENGTH
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static void requireUtf8(byte[] bytes, int start) throws CharacterCodingException {
    // A decoder made by newDecoder reports what it can't decode.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer out = CharBuffer.allocate(1024);
    CoderResult result;
    do {
      result = decoder.decode(in, out.clear(), true);
      if (result.isError()) {
        result.throwException();
      }
    } while (result.isOverflow());
  }

  /** ASCII is most of what comes, and needs no decoder. */
  private static final class AsciiReader extends Reader {
    private final byte[] bytes;
    private int next;

    AsciiReader(byte[] bytes, int start) {
      this.bytes = bytes;
      next = start;
    }

    @Override
    public int read(char[] to, int offset, int length) {
      int count = Math.min(length, bytes.length - next);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      for (int i = 0; i < count; i++) {
        to[offset + i] = (char) bytes[next + i];
      }
      next += count;
      return count;
    }

    @Override
    public void close() {
      // There is nothing to release.
    }
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
