package dev.signalbox.rules;

/** Sets of small numbers, of a size that is known beforehand: less to allocate than a BitSet. */
final class Bits {
  private Bits() {}

  static long[] of(int size) {
    return new long[(size + 63) >> 6];
  }

  static boolean has(long[] bits, int i) {
    return (bits[i >> 6] & 1L << i) != 0;
  }

  static void add(long[] bits, int i) {
    bits[i >> 6] |= 1L << i;
  }

  static void set(long[] bits, int i, boolean value) {
    if (value) {
      add(bits, i);
    } else {
      bits[i >> 6] &= ~(1L << i);
    }
  }
}
