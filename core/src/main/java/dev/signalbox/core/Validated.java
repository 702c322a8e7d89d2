package dev.signalbox.core;

import java.util.List;
import java.util.function.Function;

/**
 * The outcome of reading or building something that the contract constrains: the thing, or
 * <em>all</em> its violations (VAL-1).
 *
 * @param <T> what a valid outcome holds
 * @since 0.2.0
 */
public sealed interface Validated<T> {

  /**
   * The input keeps the contract.
   *
   * @param value what was built from it
   * @param <T> the type of that
   */
  record Valid<T>(T value) implements Validated<T> {}

  /**
   * The input departs from the contract.
   *
   * @param violations every departure found, at least one, the first {@value #MAX_VIOLATIONS}
   * @param <T> the type of what could not be built
   */
  record Invalid<T>(List<Violation> violations) implements Validated<T> {
    /**
     * Copies the list, which must not be empty.
     *
     * @param violations every departure found, at least one, the first {@value #MAX_VIOLATIONS}
     */
    public Invalid {
      violations = List.copyOf(violations);
      if (violations.isEmpty()) {
        throw new IllegalArgumentException("an invalid outcome names at least one violation");
      }
    }
  }

  /** How many violations an answer lists at the most (VAL-1). */
  int MAX_VIOLATIONS = 100;

  /**
   * A valid outcome.
   *
   * @param value what was built
   * @param <T> the type of that
   * @return the outcome
   */
  static <T> Validated<T> valid(T value) {
    return new Valid<>(value);
  }

  /**
   * An invalid outcome with one violation.
   *
   * @param clause the violated clause
   * @param pointer a JSON Pointer, empty for the whole
   * @param detail a sentence for a person
   * @param <T> the type of what could not be built
   * @return the outcome
   */
  static <T> Validated<T> invalid(Clause clause, String pointer, String detail) {
    return new Invalid<>(List.of(new Violation(clause, pointer, detail)));
  }

  /**
   * An invalid outcome.
   *
   * @param violations at least one
   * @param <T> the type of what could not be built
   * @return the outcome
   */
  static <T> Validated<T> invalid(List<Violation> violations) {
    return new Invalid<>(violations);
  }

  /**
   * Whether this is {@link Valid}.
   *
   * @return whether there are no violations
   */
  default boolean isValid() {
    return this instanceof Valid<T>;
  }

  /**
   * The violations; empty for a valid outcome.
   *
   * @return an immutable list
   */
  default List<Violation> violations() {
    return this instanceof Invalid<T> invalid ? invalid.violations() : List.of();
  }

  /**
   * The value, for callers to whom a violation is a bug of their own.
   *
   * @return the value of a valid outcome
   * @throws ContractViolationException with the violations of an invalid one
   */
  default T orThrow() {
    if (this instanceof Valid<T> valid) {
      return valid.value();
    }
    throw new ContractViolationException(violations());
  }

  /**
   * This outcome with its value replaced.
   *
   * @param mapping applied to a valid outcome's value
   * @param <R> the new type
   * @return the mapped outcome; the same violations when invalid
   */
  default <R> Validated<R> map(Function<? super T, ? extends R> mapping) {
    if (this instanceof Valid<T> valid) {
      return new Valid<>(mapping.apply(valid.value()));
    }
    return new Invalid<>(violations());
  }

  /**
   * This outcome's value checked further.
   *
   * @param check applied to a valid outcome's value
   * @param <R> the new type
   * @return the check's outcome; the same violations when invalid
   */
  default <R> Validated<R> flatMap(Function<? super T, Validated<R>> check) {
    if (this instanceof Valid<T> valid) {
      return check.apply(valid.value());
    }
    return new Invalid<>(violations());
  }
}
