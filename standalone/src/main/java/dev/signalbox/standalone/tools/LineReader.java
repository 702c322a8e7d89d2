package dev.signalbox.standalone.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads an input line by line, as bytes, so that nothing is lost to decoding. */
final class LineReader {
  /** Longer than the longest body that an endpoint can be told to take. */
  static final int MAX_LINE = (1 << 30) + 1;

  private final InputStream in;
  private final int max;
  private byte[] pushed = {};
  private int at;
  private boolean ended;
  private final ByteArrayOutputStream skipped = new ByteArrayOutputStream();
  private int ahead = -2;

  LineReader(InputStream in) {
    this(in, MAX_LINE);
  }

  LineReader(InputStream in, int max) {
    this.in = in;
    this.max = max;
  }

  /**
   * The next line without its end, cut off where it is too long.
   *
   * @return empty at the end of the input
   */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = read()) {
      if (line.size() <= max) {
        line.write(b);
      }
    }
    ended = b == '\n';
    return Optional.of(line.toByteArray());
  }

  /** Whether there is anything but white space to come; waits until that is known. */
  boolean hasMore() throws IOException {
    int b = read();
    while (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
      skipped.write(b);
      b = read();
    }
    ahead = b;
    return b >= 0;
  }

  /** The same input as it was before its first line was read, and nothing else. */
  LineReader after(byte[] line) {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    again.writeBytes(line);
    if (ended) {
      again.write('\n');
    }
    again.writeBytes(skipped.toByteArray());
    pushed = again.toByteArray();
    at = 0;
    return this;
  }

  /** All that is left. */
  byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    for (int b = read(); b >= 0; b = read()) {
      rest.write(b);
    }
    return rest.toByteArray();
  }

  private int read() throws IOException {
    if (at < pushed.length) {
      return pushed[at++] & 0xff;
    }
    if (ahead != -2) {
      int b = ahead;
      ahead = -2;
      return b;
    }
    return in.read();
  }
}
