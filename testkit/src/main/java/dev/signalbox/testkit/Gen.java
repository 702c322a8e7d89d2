package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes values out of {@link Choices}. The kit's own type, so that no property engine shows through
 * it; {@link JqwikArbitraries} makes one of jqwik's out of it. A generator keeps no state and may
 * be used by several threads at once.
 *
 * <p>Smaller choices should make simpler values: that is all that shrinking needs (see {@link
 * Sample}).
 *
 * @param <T> what is made
 */
@FunctionalInterface
public interface Gen<T> {
  /**
   * Makes a value: the same one for the same choices.
   *
   * @param choices where every decision comes from
   * @return the value
   */
  T from(Choices choices);

  /**
   * Values made out of this generator's.
   *
   * @param <R> what is made
   * @param function makes one
   * @return a generator
   */
  default <R> Gen<R> map(Function<? super T, ? extends R> function) {
    return choices -> function.apply(from(choices));
  }

  /**
   * Values from a generator that depends on a value of this one.
   *
   * @param <R> what is made
   * @param function makes the generator
   * @return a generator
   */
  default <R> Gen<R> flatMap(Function<? super T, Gen<R>> function) {
    return choices -> function.apply(from(choices)).from(choices);
  }

  /**
   * Lists of this generator's values.
   *
   * @param min the fewest elements, 0 or more
   * @param max the most elements
   * @return a generator of unmodifiable lists
   */
  default Gen<List<T>> list(int min, int max) {
    return choices -> {
      List<T> list = new ArrayList<>();
      while (list.size() < max && (list.size() < min || choices.below(4) != 0)) {
        list.add(from(choices));
      }
      return List.copyOf(list);
    };
  }

  /**
   * Always the same value.
   *
   * @param <T> its type
   * @param value the value
   * @return a generator
   */
  static <T> Gen<T> constant(T value) {
    return choices -> value;
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
  static <T> Gen<T> of(T... values) {
    List<T> all = List.of(values);
    return choices -> all.get(choices.below(all.size()));
  }

  /**
   * One of some values, the first being the simplest.
   *
   * @param <T> their type
   * @param values at least one
   * @return a generator
   */
  static <T> Gen<T> of(List<T> values) {
    List<T> all = List.copyOf(values);
    return choices -> all.get(choices.below(all.size()));
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
  static <T> Gen<T> oneOf(Gen<? extends T>... generators) {
    List<Gen<? extends T>> all = List.of(generators);
    return choices -> all.get(choices.below(all.size())).from(choices);
  }

  /**
   * Whole numbers: often one near an end, sometimes one from anywhere between.
   *
   * @param min the least, and the simplest
   * @param max the greatest
   * @return a generator
   */
  static Gen<Long> longs(long min, long max) {
    return choices -> {
      // A range of more than 2^63 numbers is cut to what a choice can tell apart.
      long range = max - min < 0 ? Long.MAX_VALUE : max - min;
      return min + choices.edgy(range == Long.MAX_VALUE ? range : range + 1);
    };
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
  static Gen<String> strings(String alphabet, int min, int max) {
    int[] characters = alphabet.codePoints().toArray();
    Gen<Integer> character = choices -> characters[choices.below(characters.length)];
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
