package dev.signalbox.transport.kafka.internal.consume;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The offsets that are done beyond a committed one, as the text that is committed with it: run
 * lengths, bound to the offset and to the generation of the topic. What can't be read, or belongs
 * elsewhere, says that nothing is done.
 */
final class CommitMetadata {
  /** What a broker takes unless it is set otherwise. */
  static final int MAX_LENGTH = 4_096;

  private static final String PREFIX = "sb1:";
  private static final int MAX_BYTES = (MAX_LENGTH - PREFIX.length()) / 4 * 3 - 4;

  /** No run is longer: a reader pauses before. */
  private static final long MAX_RUN = 1L << 24;

  private CommitMetadata() {}

  /**
   * Writes what is done. Where it would be too long, the rest counts as not done, and is delivered
   * again.
   *
   * @param generation how often the topic was made
   * @param offset the committed offset
   * @param done what is done from there on; the first bit is not set
   */
  static String write(long generation, long offset, BitSet done) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    number(bytes, generation);
    number(bytes, offset);
    int from = 0;
    while (true) {
      int first = done.nextSetBit(from);
      if (first < 0) {
        break;
      }
      int end = done.nextClearBit(first);
      if (bytes.size() + 10 > MAX_BYTES) {
        break;
      }
      number(bytes, first - from);
      number(bytes, end - first);
      from = end;
    }
    byte[] content = bytes.toByteArray();
    CRC32 sum = new CRC32();
    sum.update(content);
    long value = sum.getValue();
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.write((int) (value >>> shift));
    }
    return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void number(ByteArrayOutputStream bytes, long value) {
    long rest = value;
    while (rest >= 0x80) {
      bytes.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  /**
   * Reads what is done.
   *
   * @param generation how often the topic was made
   * @param offset the committed offset
   * @param metadata what was committed with it
   * @return what is done from there on; nothing where that can't be read
   */
  static BitSet read(long generation, long offset, String metadata) {
    BitSet nothing = new BitSet();
    Optional<Numbers> read = numbers(metadata);
    if (read.isEmpty()) {
      return nothing;
    }
    Numbers numbers = read.get();
    if (numbers.next() != generation || numbers.next() != offset) {
      return nothing;
    }
    BitSet done = new BitSet();
    long at = 0;
    while (numbers.hasNext()) {
      long gap = numbers.next();
      long run = numbers.next();
      if (gap < 0 || run <= 0 || at + gap + run > MAX_RUN) {
        return nothing;
      }
      done.set((int) (at + gap), (int) (at + gap + run));
      at += gap + run;
    }
    return done;
  }

  /**
   * Whether an offset was committed in a topic that was made anew since, where it means nothing.
   *
   * @param generation how often the topic was made
   * @param metadata what was committed with the offset
   * @return false also where that can't be read
   */
  static boolean isOfAnother(long generation, String metadata) {
    return numbers(metadata).filter(numbers -> numbers.next() != generation).isPresent();
  }

  private static Optional<Numbers> numbers(String metadata) {
    if (!metadata.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes =
          Base64.getDecoder()
              .decode(metadata.substring(PREFIX.length()).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    if (bytes.length < 4) {
      return Optional.empty();
    }
    int length = bytes.length - 4;
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    long value = 0;
    for (int i = length; i < bytes.length; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value == sum.getValue() ? Optional.of(new Numbers(bytes, length)) : Optional.empty();
  }

  private static final class Numbers {
    private final byte[] bytes;
    private final int length;
    private int position;

    Numbers(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    boolean hasNext() {
      return position < length;
    }

    /** The next number; -1 when there is none. */
    long next() {
      long value = 0;
      for (int shift = 0; shift < 63 && position < length; shift += 7) {
        byte part = bytes[position++];
        value |= (long) (part & 0x7f) << shift;
        if (part >= 0) {
          return value;
        }
      }
      return -1;
    }
  }
}
