package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes values, and finds the simplest of them that is still interesting. The kit's own type, so
 * that no property engine shows through it; {@link JqwikArbitraries} makes one of jqwik's out of
 * it. A generator keeps no state and may be used by several threads at once.
 *
 * @param <T> what is made
 * @since 0.2.0
 */
public final class Generator<T> {
  private final Function<ChoiceSource, ? extends T> making;

  private Generator(Function<ChoiceSource, ? extends T> making) {
    this.making = making;
  }

  /** A generator out of a function of choices, the same for the same choices. */
  static <T> Generator<T> drawing(Function<ChoiceSource, ? extends T> making) {
    return new Generator<>(making);
  }

  /** The value that these choices make. */
  T from(ChoiceSource choices) {
    return making.apply(choices);
  }

  /**
   * A value.
   *
   * @param seed the same seed makes the same value
   * @return the value
   */
  public T sample(long seed) {
    return Shrinkable.of(this, seed).value();
  }

  /**
   * The simplest value that is still interesting, found by making the choices behind a value fewer
   * and smaller.
   *
   * @param seed makes the value to begin with, which is taken to be interesting
   * @param interesting what the simpler value must have in common with that one; in a test: that it
   *     fails in the same way
   * @param attempts how many values may be tried
   * @return the simplest value found; the one of the seed if there was none
   */
  public T simplest(long seed, Predicate<? super T> interesting, int attempts) {
    return Shrinkable.of(this, seed).shrunk(this, interesting, attempts).value();
  }

  /**
   * Values made out of this generator's.
   *
   * @param <R> what is made
   * @param function makes one
   * @return a generator
   */
  public <R> Generator<R> map(Function<? super T, ? extends R> function) {
    return drawing(choices -> function.apply(from(choices)));
  }

  /**
   * Values from a generator that depends on a value of this one.
   *
   * @param <R> what is made
   * @param function makes the generator
   * @return a generator
   */
  public <R> Generator<R> flatMap(Function<? super T, Generator<R>> function) {
    return drawing(choices -> function.apply(from(choices)).from(choices));
  }

  /**
   * Lists of this generator's values.
   *
   * @param min the fewest elements, 0 or more
   * @param max the most elements
   * @return a generator of unmodifiable lists
   */
  public Generator<List<T>> list(int min, int max) {
    return drawing(
        choices -> {
          List<T> list = new ArrayList<>();
          while (list.size() < max && (list.size() < min || choices.below(4) != 0)) {
            list.add(from(choices));
          }
          return List.copyOf(list);
        });
  }

  /**
   * Always the same value.
   *
   * @param <T> its type
   * @param value the value
   * @return a generator
   */
  public static <T> Generator<T> constant(T value) {
    return drawing(choices -> value);
  }

  /**
   * One of some values, the first being the simplest.
   *
   * @param <T> their type
   * @param values at least one
   * @return a generator
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Generator<T> of(T... values) {
    List<T> all = List.of(values);
    return drawing(choices -> all.get(choices.below(all.size())));
  }

  /**
   * One of some values, the first being the simplest.
   *
   * @param <T> their type
   * @param values at least one
   * @return a generator
   */
  public static <T> Generator<T> of(List<T> values) {
    List<T> all = List.copyOf(values);
    return drawing(choices -> all.get(choices.below(all.size())));
  }

  /**
   * A value of one of some generators, the first being the simplest.
   *
   * @param <T> their type
   * @param generators at least one
   * @return a generator
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Generator<T> oneOf(Generator<? extends T>... generators) {
    List<Generator<? extends T>> all = List.of(generators);
    return drawing(choices -> all.get(choices.below(all.size())).from(choices));
  }

  /**
   * Whole numbers: often one near an end, sometimes one from anywhere between.
   *
   * @param min the least, and the simplest
   * @param max the greatest
   * @return a generator
   */
  public static Generator<Long> longs(long min, long max) {
    return drawing(
        choices -> {
          // A range of more than 2^63 numbers is cut to what a choice can tell apart.
          long range = max - min < 0 ? Long.MAX_VALUE : max - min;
          return min + choices.edgy(range == Long.MAX_VALUE ? range : range + 1);
        });
  }

  /**
   * Strings of these characters.
   *
   * @param alphabet one character or more, the first being the simplest; may hold supplementary
   *     ones
   * @param min the fewest code points
   * @param max the most code points
   * @return a generator
   */
  public static Generator<String> strings(String alphabet, int min, int max) {
    int[] characters = alphabet.codePoints().toArray();
    Generator<Integer> character = drawing(choices -> characters[choices.below(characters.length)]);
    return character
        .list(min, max)
        .map(
            list ->
                list.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }
}
