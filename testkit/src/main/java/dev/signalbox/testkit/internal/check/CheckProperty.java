package dev.signalbox.testkit.internal.check;

import java.util.Optional;

/** What holds for every value, or fails with a reason. */
public interface CheckProperty<T> {
  /**
   * Judges a value.
   *
   * @throws CheckFailedException when it does not hold
   */
  void check(T value);

  /** Why it does not hold for a value; empty when it does. */
  default Optional<CheckFailedException> failure(T value) {
    try {
      check(value);
      return Optional.empty();
    } catch (CheckFailedException failed) {
      return Optional.of(failed);
    }
  }
}
