package dev.signalbox.standalone.oracle;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Keeps the beginning of a body that goes by, and counts the rest. Thread-safe. */
final class BodyCapture {
  private final int max;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private long size;
  private Optional<IOException> broken = Optional.empty();

  /**
   * Nothing yet.
   *
   * @param max how many bytes are kept
   */
  BodyCapture(int max) {
    this.max = max;
  }

  synchronized void add(byte[] bytes, int offset, int length) {
    content.write(bytes, offset, Math.min(length, max - content.size()));
    size += length;
  }

  synchronized byte[] content() {
    return content.toByteArray();
  }

  synchronized long size() {
    return size;
  }

  private synchronized void broken(IOException e) {
    broken = Optional.of(e);
  }

  /** Why a stream of {@link #of} broke off. */
  synchronized Optional<IOException> broken() {
    return broken;
  }

  /** The same stream, from which what is read is kept. */
  InputStream of(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
          int count = in.read(bytes, offset, length);
          if (count > 0) {
            add(bytes, offset, count);
          }
          return count;
        } catch (IOException e) {
          broken(e);
          throw e;
        }
      }
    };
  }
}
