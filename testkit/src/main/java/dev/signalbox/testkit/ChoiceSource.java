package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The decisions out of which a {@link Generator} makes a value, and the record of them. The record
 * makes the same value again, and a smaller record a simpler value. Not thread-safe.
 */
final class ChoiceSource {
  private final Source source;

  private interface Source {
    /** From 0 to below the bound; with edges, often near an end. */
    long next(long bound, boolean edges);
  }

  private final List<Long> record = new ArrayList<>();

  private ChoiceSource(Source source) {
    this.source = source;
  }

  /**
   * New decisions.
   *
   * @param seed the same seed leads to the same decisions
   * @return choices
   */
  static ChoiceSource random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new ChoiceSource(
        (bound, edges) -> {
          int kind = edges ? random.nextInt(4) : 0;
          return switch (kind) {
            case 1 -> random.nextLong(Math.min(10, bound));
            case 2 -> bound - 1 - random.nextLong(Math.min(10, bound));
            default -> random.nextLong(bound);
          };
        });
  }

  /**
   * The decisions of a record, and the simplest ones when it is used up.
   *
   * @param record what {@link #record()} gave, or any other numbers that are not negative
   * @return choices
   */
  static ChoiceSource replay(List<Long> record) {
    List<Long> copy = List.copyOf(record);
    int[] next = {0};
    return new ChoiceSource(
        (bound, edges) -> next[0] < copy.size() ? Math.min(copy.get(next[0]++), bound - 1) : 0);
  }

  /** Decisions out of numbers that know no bound: each is scaled down to the bound. */
  static ChoiceSource scaled(List<Long> numbers) {
    int[] next = {0};
    return new ChoiceSource(
        (bound, edges) -> {
          if (next[0] == numbers.size()) {
            return 0;
          }
          long number = numbers.get(next[0]++); // below 2^63, so this is number * bound / 2^63
          return (Math.multiplyHigh(number, bound) << 1) | ((number * bound) >>> 63);
        });
  }

  /**
   * Decides between some possibilities, of which the first should be the simplest.
   *
   * @param bound how many there are, 1 or more
   * @return from 0 to below the bound
   */
  long below(long bound) {
    return recorded(source.next(bound, false));
  }

  /** As {@link #below(long)}, but often near 0 and near the bound. */
  long edgy(long bound) {
    return recorded(source.next(bound, true));
  }

  private long recorded(long choice) {
    record.add(choice);
    return choice;
  }

  /**
   * Decides between some possibilities, of which the first should be the simplest.
   *
   * @param bound how many there are, 1 or more
   * @return from 0 to below the bound
   */
  int below(int bound) {
    return (int) below((long) bound);
  }

  /**
   * Decides between no, which is simpler, and yes.
   *
   * @return the decision
   */
  boolean yes() {
    return below(2) == 1;
  }

  /**
   * Everything decided so far.
   *
   * @return numbers of 0 or more
   */
  List<Long> record() {
    return List.copyOf(record);
  }
}
