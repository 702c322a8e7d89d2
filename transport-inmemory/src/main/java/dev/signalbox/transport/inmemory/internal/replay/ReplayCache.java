package dev.signalbox.transport.inmemory.internal.replay;

import dev.signalbox.core.spi.ReplayGuard.Verdict;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;

/**
 * The token ids that one call center has used (AUTH-5): a hash table in arrays, with a heap of its
 * slots by expiry. A slot holds 16 bytes of the id's SHA-256, which no sender can make collide, the
 * second of its expiry, a link and a place in the heap: 28 bytes, and four to eight of the table.
 */
public final class ReplayCache {
  /** How many expired ids a use removes: more than one, and few. */
  private static final int SWEEP = 32;

  private static final int LEAST_CAPACITY = 16;
  private static final int NONE = -1;

  /** Instead of a link: the slot is in no bucket any more, and in the heap until it is swept. */
  private static final int OUT = -2;

  private final int max;

  // All guarded by this. A slot is in use from its insertion until it is swept.

  private long[] high = new long[LEAST_CAPACITY];
  private long[] low = new long[LEAST_CAPACITY];

  /** Seconds since the epoch; as unsigned numbers they last until 2106. */
  private int[] expiry = new int[LEAST_CAPACITY];

  /** The next slot of the same bucket, or of the free ones. */
  private int[] next = new int[LEAST_CAPACITY];

  /** The slots in use, the one that expires first at the top. */
  private int[] heap = new int[LEAST_CAPACITY];

  private int[] buckets = empty(LEAST_CAPACITY);
  private int size;

  /** The first of the free slots below {@link #fresh}, from which on none was ever used. */
  private int free = NONE;

  private int fresh;

  /** The latest expiry that was swept; what expires before it may have been forgotten. */
  private long forgotten;

  /** A cache for so many ids. */
  public ReplayCache(int max) {
    this.max = max;
  }

  /** See the replay guard's method of the same name. */
  public Verdict use(String jti, Instant expiresAt, Instant instant) {
    return use(digest(jti), until(expiresAt, instant), instant);
  }

  /** The second from which on an id may be forgotten. */
  public static long until(Instant expiresAt, Instant now) {
    // Rounded up, and beyond now: an id that expires this moment can still be used only once.
    long until = expiresAt.getEpochSecond() + (expiresAt.getNano() > 0 ? 1 : 0);
    return Math.min(Math.max(until, now.getEpochSecond() + 1), 0xFFFF_FFFFL);
  }

  /** The same for an id's {@link #digest}, and for a time of {@link #until}. */
  public Verdict use(byte[] digested, long until, Instant instant) {
    ByteBuffer digest = ByteBuffer.wrap(digested);
    long hi = digest.getLong();
    long lo = digest.getLong();
    long now = instant.getEpochSecond();
    synchronized (this) {
      sweep(now);
      int slot = find(hi, lo);
      if (slot != NONE) {
        if (Integer.toUnsignedLong(expiry[slot]) > now) {
          return Verdict.REPLAYED;
        }
        // It has expired; a sweep finds it by its place in the heap.
        unlink(slot);
        next[slot] = OUT;
      }
      if (size >= max || until <= forgotten) {
        return Verdict.FULL;
      }
      insert(hi, lo, (int) until);
      return Verdict.FIRST_USE;
    }
  }

  /** Remembers an id that was used before, also beyond the bound: a used id never passes again. */
  public synchronized void restore(byte[] digested, long until) {
    ByteBuffer digest = ByteBuffer.wrap(digested);
    long hi = digest.getLong();
    long lo = digest.getLong();
    if (find(hi, lo) == NONE) {
      insert(hi, lo, (int) until);
    }
  }

  /** How many ids it holds, the expired ones that are not yet swept included. */
  public synchronized int size() {
    return size;
  }

  /** What is kept of an id: the first 16 bytes of its SHA-256. */
  public static byte[] digest(String jti) {
    ByteBuffer chars = ByteBuffer.allocate(2 * jti.length());
    chars.asCharBuffer().put(jti);
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(chars.array()), 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private int find(long hi, long lo) {
    int slot = buckets[bucket(hi)];
    while (slot != NONE && (high[slot] != hi || low[slot] != lo)) {
      slot = next[slot];
    }
    return slot;
  }

  private void insert(long hi, long lo, int until) {
    int slot = free;
    if (slot != NONE) {
      free = next[slot];
    } else {
      if (fresh == expiry.length) {
        grow();
      }
      slot = fresh++;
    }
    high[slot] = hi;
    low[slot] = lo;
    expiry[slot] = until;
    link(slot);
    rise(size++, slot);
  }

  private void sweep(long now) {
    for (int i = 0; i < SWEEP && size > 0; i++) {
      int slot = heap[0];
      long expired = Integer.toUnsignedLong(expiry[slot]);
      if (expired > now) {
        return;
      }
      forgotten = expired;
      size--;
      if (size > 0) {
        sink(heap[size]);
      }
      if (next[slot] != OUT) {
        unlink(slot);
      }
      next[slot] = free;
      free = slot;
    }
    if (size == 0 && expiry.length > LEAST_CAPACITY) {
      resize(LEAST_CAPACITY);
      free = NONE;
      fresh = 0;
    }
  }

  private void link(int slot) {
    int bucket = bucket(high[slot]);
    next[slot] = buckets[bucket];
    buckets[bucket] = slot;
  }

  private void unlink(int slot) {
    int bucket = bucket(high[slot]);
    if (buckets[bucket] == slot) {
      buckets[bucket] = next[slot];
      return;
    }
    int before = buckets[bucket];
    while (next[before] != slot) {
      before = next[before];
    }
    next[before] = next[slot];
  }

  private void rise(int from, int slot) {
    int place = from;
    while (place > 0 && expiresBefore(slot, heap[(place - 1) / 2])) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = slot;
  }

  /** Puts a slot in the place of the top. */
  private void sink(int slot) {
    int place = 0;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && expiresBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!expiresBefore(heap[child], slot)) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = slot;
  }

  private boolean expiresBefore(int slot, int other) {
    return Integer.compareUnsigned(expiry[slot], expiry[other]) < 0;
  }

  private void grow() {
    int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * expiry.length);
    resize(size < max ? Math.min(max, doubled) : doubled);
    // None of them is OUT: while there is one, every use frees more slots than it takes.
    for (int i = 0; i < size; i++) {
      link(heap[i]);
    }
  }

  private void resize(int capacity) {
    high = Arrays.copyOf(high, capacity);
    low = Arrays.copyOf(low, capacity);
    expiry = Arrays.copyOf(expiry, capacity);
    next = Arrays.copyOf(next, capacity);
    heap = Arrays.copyOf(heap, capacity);
    // A power of two, so that the low bits of a digest choose among all.
    buckets = empty(Integer.highestOneBit(Math.max(1, capacity - 1)) * 2);
  }

  private static int[] empty(int length) {
    int[] buckets = new int[length];
    Arrays.fill(buckets, NONE);
    return buckets;
  }

  private int bucket(long hi) {
    return (int) hi & (buckets.length - 1);
  }
}
