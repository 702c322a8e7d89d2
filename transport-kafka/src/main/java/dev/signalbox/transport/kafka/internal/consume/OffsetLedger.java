package dev.signalbox.transport.kafka.internal.consume;

import java.util.BitSet;

/**
 * Which offsets of a partition are done. Below the base all are, and the base is not. Offsets that
 * the log never gives out, such as those of control records, are done. Not thread-safe.
 */
final class OffsetLedger {
  /** By how much the base may move until the set is cut. */
  private static final int CUT = 1 << 16;

  /** The offset of the set's first bit: at most the base. */
  private long origin;

  private long base;

  /** The first offset that was not seen yet. */
  private long next;

  private BitSet done;

  /** A ledger that begins at an offset, below which all is done. */
  OffsetLedger(long base) {
    this(base, new BitSet());
  }

  /**
   * A ledger with some offsets done.
   *
   * @param base below which all is done
   * @param done what is done from there on, relative to the base
   */
  OffsetLedger(long base, BitSet done) {
    this.origin = base;
    this.base = base;
    this.next = base;
    this.done = done;
    advance();
  }

  /** The lowest offset that is not done. */
  long base() {
    return base;
  }

  /** How far what was seen is ahead of the base. */
  long window() {
    return Math.max(0, next - base);
  }

  boolean isDone(long offset) {
    return offset < base || done.get(bit(offset));
  }

  /** An offset came: those between it and the one before are no records. */
  void seen(long offset) {
    if (offset > next) {
      done.set(bit(next), bit(offset));
    }
    next = Math.max(next, offset + 1);
    advance();
  }

  /** The reader is at an offset: whatever is below it and was not seen is no record. */
  void reached(long position) {
    if (position > next) {
      done.set(bit(next), bit(position));
      next = position;
      advance();
    }
  }

  void done(long offset) {
    if (offset >= base) {
      done.set(bit(offset));
      advance();
    }
  }

  private int bit(long offset) {
    return Math.toIntExact(offset - origin);
  }

  private void advance() {
    base = origin + done.nextClearBit(bit(base));
    if (base - origin > CUT) {
      done = done.get(bit(base), Math.max(bit(base), done.length()));
      origin = base;
    }
    next = Math.max(next, base);
  }

  /** What is done from the base on, relative to it. */
  BitSet ahead() {
    int from = bit(base);
    return done.get(from, Math.max(from, done.length()));
  }
}
