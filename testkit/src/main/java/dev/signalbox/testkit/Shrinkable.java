package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A generated value, and the choices that make it again.
 *
 * @param <T> the value's type
 * @param value the value
 * @param choices what {@link ChoiceSource#replay} takes
 */
record Shrinkable<T>(T value, List<Long> choices) {
  /**
   * Copies the choices.
   *
   * @param value the value
   * @param choices what {@link ChoiceSource#replay} takes
   */
  Shrinkable {
    choices = List.copyOf(choices);
  }

  /**
   * Makes a value.
   *
   * @param <T> its type
   * @param gen makes it
   * @param seed the same seed makes the same value
   * @return the value and its choices
   */
  static <T> Shrinkable<T> of(Generator<T> gen, long seed) {
    return draw(gen, ChoiceSource.random(seed));
  }

  private static <T> Shrinkable<T> draw(Generator<T> gen, ChoiceSource choices) {
    T value = gen.from(choices);
    return new Shrinkable<>(value, choices.record());
  }

  /**
   * Looks for a simpler value of the same kind: leaves out choices, then makes them smaller, as
   * long as the value stays interesting.
   *
   * @param gen what made this sample
   * @param interesting what the simpler value must have in common with this one; in a test: that it
   *     fails the same way
   * @param attempts how often it may be asked
   * @return the simplest value that was found, this one if there was none
   */
  Shrinkable<T> shrunk(Generator<T> gen, Predicate<? super T> interesting, int attempts) {
    Shrinker<T> shrinker = new Shrinker<>(gen, interesting, attempts, this);
    shrinker.run();
    return shrinker.best;
  }

  private static final class Shrinker<T> {
    private final Generator<T> gen;
    private final Predicate<? super T> interesting;
    private int attempts;
    private Shrinkable<T> best;

    Shrinker(Generator<T> gen, Predicate<? super T> interesting, int attempts, Shrinkable<T> best) {
      this.gen = gen;
      this.interesting = interesting;
      this.attempts = attempts;
      this.best = best;
    }

    void run() {
      boolean better = true;
      while (better && attempts > 0) {
        better = leaveOut();
        better |= lower();
      }
    }

    private boolean leaveOut() {
      boolean better = false;
      for (int length = Math.max(1, best.choices.size() / 2); length > 0; length /= 2) {
        int at = best.choices.size() - length;
        while (at >= 0) {
          List<Long> candidate = new ArrayList<>(best.choices.subList(0, at));
          candidate.addAll(best.choices.subList(at + length, best.choices.size()));
          better |= attempt(candidate);
          at = Math.min(at - length, best.choices.size() - length);
        }
      }
      return better;
    }

    private boolean lower() {
      boolean better = false;
      for (int i = 0; i < best.choices.size(); i++) {
        long value = best.choices.get(i);
        if (value == 0) {
          continue;
        }
        if (attempt(with(i, 0))) {
          better = true;
          continue;
        }
        long low = 0; // too low
        while (i < best.choices.size() && best.choices.get(i) - low > 1) {
          long middle = low + (best.choices.get(i) - low) / 2;
          if (attempt(with(i, middle))) {
            better = true;
          } else {
            low = middle;
          }
        }
      }
      return better;
    }

    private List<Long> with(int index, long value) {
      List<Long> candidate = new ArrayList<>(best.choices);
      candidate.set(index, value);
      return candidate;
    }

    /** Takes the candidate where its value is interesting and its choices are simpler. */
    private boolean attempt(List<Long> candidate) {
      if (attempts == 0) {
        return false;
      }
      Shrinkable<T> sample = draw(gen, ChoiceSource.replay(candidate));
      if (!simpler(sample.choices, best.choices)) {
        return false;
      }
      attempts--;
      if (!interesting.test(sample.value)) {
        return false;
      }
      best = sample;
      return true;
    }

    private static boolean simpler(List<Long> left, List<Long> right) {
      if (left.size() != right.size()) {
        return left.size() < right.size();
      }
      for (int i = 0; i < left.size(); i++) {
        int order = Long.compare(left.get(i), right.get(i));
        if (order != 0) {
          return order < 0;
        }
      }
      return false;
    }
  }
}
