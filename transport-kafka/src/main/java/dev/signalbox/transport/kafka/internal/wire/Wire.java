package dev.signalbox.transport.kafka.internal.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts with their lengths before them, and the partition that such a key belongs to. */
public final class Wire {
  private Wire() {}

  /**
   * Texts, each as its length in bytes and its UTF-8.
   *
   * @param parts the texts
   * @return bytes that no other texts have
   */
  public static byte[] join(String... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String part : parts) {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #join} wrote.
   *
   * @param bytes the bytes
   * @return the texts; empty when the bytes are none
   */
  public static Optional<List<String>> split(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<String> parts = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          return Optional.empty();
        }
        byte[] text = new byte[length];
        in.get(text);
        parts.add(new String(text, StandardCharsets.UTF_8));
      }
    } catch (BufferUnderflowException cut) {
      return Optional.empty();
    }
    return Optional.of(parts);
  }

  /**
   * The partition of a key. This is our own, because the clients' default partitioners differ.
   *
   * @param key the key
   * @param partitions how many there are
   * @return 0 or more
   */
  public static int partition(byte[] key, int partitions) {
    return (murmur2(key) & 0x7fffffff) % partitions;
  }

  /** MurmurHash2, 32 bits, with the seed that Kafka's own clients use. */
  static int murmur2(byte[] data) {
    int m = 0x5bd1e995;
    int length = data.length;
    int hash = 0x9747b28c ^ length;
    int whole = length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int k =
          (data[i] & 0xff)
              | (data[i + 1] & 0xff) << 8
              | (data[i + 2] & 0xff) << 16
              | (data[i + 3] & 0xff) << 24;
      k *= m;
      k ^= k >>> 24;
      k *= m;
      hash = hash * m ^ k;
    }
    for (int i = length - 1; i >= whole; i--) {
      hash ^= (data[i] & 0xff) << (8 * (i - whole));
    }
    if (whole < length) {
      hash *= m;
    }
    hash ^= hash >>> 13;
    hash *= m;
    return hash ^ hash >>> 15;
  }
}
