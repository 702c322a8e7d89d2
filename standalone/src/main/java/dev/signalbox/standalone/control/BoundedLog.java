package dev.signalbox.standalone.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The latest entries of a kind, by their numbers, which are never given twice. Bounded in number
 * and in bytes. Thread-safe.
 */
final class BoundedLog<T> {
  /** How many entries are kept. */
  static final int MAX_ENTRIES = 1000;

  /** How many bytes they may take. */
  static final long MAX_BYTES = 16L << 20;

  private final ToLongFunction<T> size;
  private final TreeMap<Long, T> entries = new TreeMap<>();
  private long last;
  private long bytes;
  private boolean closed;

  BoundedLog(ToLongFunction<T> size) {
    this.size = size;
  }

  /** The next number. */
  synchronized long next() {
    return ++last;
  }

  /** Adds an entry under a number that {@link #next} gave. */
  synchronized void add(long number, T entry) {
    entries.put(number, entry);
    bytes += size.applyAsLong(entry);
    while (entries.size() > MAX_ENTRIES || (bytes > MAX_BYTES && entries.size() > 1)) {
      bytes -= size.applyAsLong(entries.pollFirstEntry().getValue());
    }
    notifyAll();
  }

  /** The last number that was given. */
  synchronized long last() {
    return last;
  }

  synchronized Optional<T> find(long number) {
    return Optional.ofNullable(entries.get(number));
  }

  /** The entries after a number that are wanted, in their order. */
  synchronized List<Map.Entry<Long, T>> after(long number, Predicate<T> wanted) {
    List<Map.Entry<Long, T>> found = new ArrayList<>();
    entries
        .tailMap(number, false)
        .forEach(
            (key, entry) -> {
              if (wanted.test(entry)) {
                found.add(Map.entry(key, entry));
              }
            });
    return found;
  }

  /** The same, once there are so many of them, or when the time is over. */
  synchronized List<Map.Entry<Long, T>> await(
      long number, Predicate<T> wanted, int count, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (true) {
      List<Map.Entry<Long, T>> found = after(number, wanted);
      long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
      if (found.size() >= count || millis <= 0 || closed) {
        return found;
      }
      wait(millis);
    }
  }

  /** Forgets the entries, and goes on counting. */
  synchronized void clear() {
    entries.clear();
    bytes = 0;
  }

  /** Ends every wait. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
