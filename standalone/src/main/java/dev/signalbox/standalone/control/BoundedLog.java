package dev.signalbox.standalone.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
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

  /**
   * What is looked for.
   *
   * @param after the number after which to look; empty for all
   * @param wanted which entries are wanted
   * @param limit how many at most: with a number to begin after the first ones, so that a client
   *     can read on, else the latest
   */
  record Search<T>(Optional<Long> after, Predicate<T> wanted, int limit) {}

  /**
   * What was found.
   *
   * @param entries by their numbers
   * @param last the number after which to read on
   */
  record Found<T>(List<Map.Entry<Long, T>> entries, long last) {}

  private final ToLongFunction<T> size;
  private final TreeMap<Long, T> entries = new TreeMap<>();
  private long last;
  private long bytes;
  private boolean closed;

  BoundedLog(ToLongFunction<T> size) {
    this.size = size;
  }

  /**
   * Adds an entry, and gives it the next number. An entry has no number before it is added, so a
   * client that reads on from the last number misses no entry.
   *
   * @param made makes the entry with its number
   */
  synchronized T add(LongFunction<T> made) {
    T entry = made.apply(last + 1);
    last++;
    entries.put(last, entry);
    bytes += size.applyAsLong(entry);
    while (entries.size() > MAX_ENTRIES || (bytes > MAX_BYTES && entries.size() > 1)) {
      bytes -= size.applyAsLong(entries.pollFirstEntry().getValue());
    }
    notifyAll();
    return entry;
  }

  synchronized Optional<T> find(long number) {
    return Optional.ofNullable(entries.get(number));
  }

  /** The entries that a search wants, in the order of their numbers. */
  synchronized Found<T> find(Search<T> search) {
    List<Map.Entry<Long, T>> found = wanted(search);
    if (found.size() <= search.limit) {
      return new Found<>(found, last);
    }
    if (search.after.isEmpty()) {
      return new Found<>(found.subList(found.size() - search.limit, found.size()), last);
    }
    List<Map.Entry<Long, T>> first = found.subList(0, search.limit);
    return new Found<>(
        first, first.isEmpty() ? search.after.get() : first.get(first.size() - 1).getKey());
  }

  /** The same, once there are so many of them, or when the time is over. */
  synchronized Found<T> await(Search<T> search, int count, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (true) {
      long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
      if (wanted(search).size() >= count || millis <= 0 || closed) {
        return find(search);
      }
      wait(millis);
    }
  }

  private List<Map.Entry<Long, T>> wanted(Search<T> search) {
    return entries.tailMap(search.after.orElse(0L), false).entrySet().stream()
        .filter(entry -> search.wanted.test(entry.getValue()))
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .toList();
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
